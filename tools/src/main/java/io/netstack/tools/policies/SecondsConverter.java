package io.netstack.tools.policies;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seconds, with a fraction where one is wanted. */
final class SecondsConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw new TypeConversionException("not a number of seconds such as 14 or 29.9");
        }
        return Double.valueOf(text);
    }
}
