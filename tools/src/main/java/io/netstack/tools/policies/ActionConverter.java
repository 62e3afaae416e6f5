package io.netstack.tools.policies;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code encode} or {@code decode}. */
final class ActionConverter implements ITypeConverter<CookieCommand.Action> {
    @Override
    public CookieCommand.Action convert(String text) {
        return switch (text) {
            case "encode" -> CookieCommand.Action.ENCODE;
            case "decode" -> CookieCommand.Action.DECODE;
            default -> throw new TypeConversionException("one of encode, decode");
        };
    }
}
