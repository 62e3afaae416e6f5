package io.netstack.pcap;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test on real devices: each test method, with its before-each and after-each methods, runs in a thread that has an empty network
 * namespace of its own, which ends with the thread. Where that cannot be, the test is skipped and names the reason.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("live")
@ExtendWith(OwnNamespaceExtension.class)
public @interface Live {

    /** What the machine must have besides root. */
    Need[] needs() default {};

    /** Something that a machine may lack. */
    enum Need { TUN, LIBPCAP, TSHARK, CURL }
}
