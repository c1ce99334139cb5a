package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.trainer.report.Html;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** SVG elements one after the other; well-formed XML whatever texts hold. */
final class Svg {

    private final StringBuilder xml = new StringBuilder();

    /** An empty element; {@code attributes} are names and values in turn. */
    Svg element(String name, Object... attributes) {
        open(name, attributes);
        xml.insert(xml.length() - 1, '/');
        xml.append('\n');
        return this;
    }

    /** An element with a tooltip. */
    Svg element(Tooltip tooltip, String name, Object... attributes) {
        open(name, attributes);
        xml.append("<title>")
                .append(Html.escape(tooltip.text()))
                .append("</title></")
                .append(name)
                .append(">\n");
        return this;
    }

    /** The tooltip of an element. */
    record Tooltip(String text) {}

    Svg text(String style, double x, double y, String anchor, String text) {
        return text(style, text, "x", x, "y", y, "text-anchor", anchor);
    }

    /** Text that is read from bottom to top, centred at a point. */
    Svg vertical(String style, double x, double y, String text) {
        return text(
                style,
                text,
                "text-anchor",
                "middle",
                "transform",
                "translate(" + number(x) + " " + number(y) + ") rotate(-90)");
    }

    private Svg text(String style, String text, Object... attributes) {
        open("text", attributes);
        xml.insert(xml.length() - 1, " class=\"" + style + "\"");
        xml.append(Html.escape(text)).append("</text>\n");
        return this;
    }

    private void open(String name, Object... attributes) {
        xml.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            String text = value instanceof Number number ? number(number.doubleValue()) : value.toString();
            xml.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(Html.escape(text))
                    .append('"');
        }
        xml.append('>');
    }

    /** Tenths of a unit are finer than any screen. */
    static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(1, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    @Override
    public String toString() {
        return xml.toString();
    }
}
