package io.netstack.listen;


/** Connection ids that wait outside the accept queue, oldest first. Grows as needed; empty for most policies. The stack's thread only. */
final class ParkedConnections {
    private int[] ids = new int[0];
    private int head;
    private int length;

    void add(int id) {
        if (length == ids.length) {
            int[] larger = new int[Math.max(16, 2 * length)];
            for (int i = 0; i < length; i++) {
                larger[i] = ids[(head + i) % ids.length];
            }
            ids = larger;
            head = 0;
        }
        ids[(head + length) % ids.length] = id;
        length++;
    }

    /** Takes the oldest; there must be one. */
    int takeOldest() {
        int id = ids[head];
        head = (head + 1) % ids.length;
        length--;
        return id;
    }

    /** Takes the newest; there must be one. */
    int takeNewest() {
        return ids[(head + --length) % ids.length];
    }

    /** Takes this one out, wherever it is. @return false when it is not here */
    boolean remove(int id) {
        for (int i = 0; i < length; i++) {
            if (ids[(head + i) % ids.length] == id) {
                for (int j = i; j + 1 < length; j++) {
                    ids[(head + j) % ids.length] = ids[(head + j + 1) % ids.length];
                }
                length--;
                return true;
            }
        }
        return false;
    }

    int length() {
        return length;
    }
}
