package io.netstack.tools.policies;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code linux} or {@code freebsd}. */
final class FormatConverter implements ITypeConverter<CookieCommand.Format> {
    @Override
    public CookieCommand.Format convert(String text) {
        return switch (text) {
            case "linux" -> CookieCommand.Format.LINUX;
            case "freebsd" -> CookieCommand.Format.FREEBSD;
            default -> throw new TypeConversionException("one of linux, freebsd");
        };
    }
}
