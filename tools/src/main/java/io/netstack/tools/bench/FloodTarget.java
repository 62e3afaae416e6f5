package io.netstack.tools.bench;

/** Who gets the SYNs of a flood. */
enum FloodTarget {
    /** An Ethernet address that nobody has: what sending costs. */
    NOBODY("nobody (another MAC)", "nobody", false),
    KERNEL_COOKIES("kernel, syncookies 1", "kernelCookies", true),
    KERNEL_DROP("kernel, syncookies 0", "kernelDrop", true),
    COOKIES("netstack, syncookies 1", "cookies", false),
    DROP("netstack, syncookies 0", "drop", false),
    RING_DROP("netstack, ring-drop", "ringDrop", false),
    CAPTURE("netstack, syncookies 1, --capture", "capture", false);

    private final String label;
    private final String key;
    private final boolean kernel;

    FloodTarget(String label, String key, boolean kernel) {
        this.label = label;
        this.key = key;
        this.kernel = kernel;
    }

    String label() {
        return label;
    }

    /** In seeds and in the ratios of JSON. */
    String key() {
        return key;
    }

    boolean isKernel() {
        return kernel;
    }

    boolean isStack() {
        return !kernel && this != NOBODY;
    }
}
