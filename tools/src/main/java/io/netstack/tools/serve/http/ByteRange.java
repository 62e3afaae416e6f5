package io.netstack.tools.serve.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes (RFC 9110 §14.1.2).
 *
 * @param first byte, from 0
 * @param last  byte, included
 */
record ByteRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))", Pattern.CASE_INSENSITIVE);

    /**
     * What a Range field asks for.
     *
     * @param field null for none
     * @return null for all: no field, or one that RFC 9110 §14.2 lets a server ignore, such as several ranges
     * @throws HttpFault when the content has no such bytes
     */
    static ByteRange of(String field, long length) throws HttpFault {
        if (field == null) {
            return null;
        }
        Matcher form = FORM.matcher(field);
        if (!form.matches()) {
            return null;
        }
        long first;
        long last = length - 1;
        if (form.group(3) != null) {
            long suffix = Long.parseLong(form.group(3));
            first = suffix == 0 ? length : Math.max(0, length - suffix);
        } else {
            first = Long.parseLong(form.group(1));
            if (form.group(2) != null) {
                long asked = Long.parseLong(form.group(2));
                if (asked < first) {
                    return null; // not a range at all
                }
                last = Math.min(last, asked);
            }
        }
        if (first >= length) {
            throw new HttpFault(416, "there are " + length + " bytes");
        }
        return new ByteRange(first, last);
    }

    long length() {
        return last - first + 1;
    }
}
