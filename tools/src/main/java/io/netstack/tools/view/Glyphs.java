package io.netstack.tools.view;

import java.nio.charset.Charset;

/**
 * The characters that pictures are made of: drawing characters where the terminal's character set has them, plain ones elsewhere.
 *
 * @param full  a taken place of a queue
 * @param empty a free place of a queue
 * @param in    from the client to the server
 * @param out   from the server to the client
 */
public record Glyphs(String full, String empty, String in, String out) {
    /** For terminals of our time. */
    public static final Glyphs DRAWN = new Glyphs("█", "·", "──▶", "◀──");
    /** For everything else. */
    public static final Glyphs PLAIN = new Glyphs("#", ".", "-->", "<--");

    /** Those that this character set has. */
    public static Glyphs in(Charset charset) {
        return charset.newEncoder().canEncode(DRAWN.full + DRAWN.empty + DRAWN.in + DRAWN.out) ? DRAWN : PLAIN;
    }
}
