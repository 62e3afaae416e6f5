package io.netstack.tools.policies;

import java.util.Map;

/** Stevens, Fenner, Rudoff: UNIX Network Programming, volume 1, 3rd edition, figure 4.10: actual number of queued connections for a backlog. */
final class Figure {
    static final int ROWS = 15;
    static final String TITLE = "UNP 3rd ed., figure 4.10";

    private static final Map<String, int[]> COLUMNS = Map.of(
        "aix-5.1", new int[] {1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 22},
        "linux-2.4.7", new int[] {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17},
        "hpux-11.11", new int[] {1, 1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21},
        "freebsd-4.8", new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        "solaris-2.9", new int[] {1, 2, 4, 5, 6, 8, 10, 11, 13, 14, 16, 17, 19, 20, 22});
    private static final String SOLARIS_AT_4 = "the figure prints 6; the source gives 3b/2+1 = 7, as the figure's other rows do";

    private Figure() {
    }

    /** Is this policy one of the figure's columns? */
    static boolean has(String policy) {
        return COLUMNS.containsKey(policy);
    }

    /** What the figure prints, or null. */
    static Integer published(String policy, int backlog) {
        int[] column = COLUMNS.get(policy);
        return column == null || backlog < 0 || backlog >= column.length ? null : column[backlog];
    }

    /** Why a cell differs from the figure, or null when nobody knows why. */
    static String explanation(String policy, int backlog) {
        return policy.equals("solaris-2.9") && backlog == 4 ? SOLARIS_AT_4 : null;
    }
}
