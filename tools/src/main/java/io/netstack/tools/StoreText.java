package io.netstack.tools;

import io.netstack.policy.StoreShape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A store by its name.
 *
 * @param name  {@code synqueue}, {@code syncache} or {@code syncookies}
 * @param shape what it is
 */
public record StoreText(String name, StoreShape shape) {

    /** The shape of what was chosen, or null when nothing was: that of the policy's system. */
    public static StoreShape shapeOf(StoreText chosen) {
        return chosen == null ? null : chosen.shape;
    }

    /** For the command line. */
    public static final class Converter implements ITypeConverter<StoreText> {
        @Override
        public StoreText convert(String text) {
            try {
                return new StoreText(text, StoreShape.named(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("not a store; one of synqueue, syncache, syncookies");
            }
        }
    }
}
