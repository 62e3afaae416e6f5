package io.netstack.tools.serve;

/** The pattern of the character generator (RFC 864): 95 lines of 72 printable characters, each a place further than the one before. */
final class CharacterLines {
    private static final int PRINTABLE = 95;
    private static final int LINE = 72;

    private CharacterLines() {
    }

    /** All lines, once; the first follows the last. */
    static byte[] all() {
        byte[] lines = new byte[PRINTABLE * (LINE + 2)];
        int at = 0;
        for (int line = 0; line < PRINTABLE; line++) {
            for (int i = 0; i < LINE; i++) {
                lines[at++] = (byte) (' ' + (line + i) % PRINTABLE);
            }
            lines[at++] = '\r';
            lines[at++] = '\n';
        }
        return lines;
    }
}
