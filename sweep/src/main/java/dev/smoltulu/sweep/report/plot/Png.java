package dev.smoltulu.sweep.report.plot;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.parser.resources.ResourcePolicy;
import com.github.weisj.jsvg.renderer.NullPlatformSupport;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Plots as pixels: 300 to the inch at a width of 4.8 inches. */
public final class Png {

    private static final int SCALE = 3;

    private Png() {}

    /** Why this Java cannot draw text, in words for its user; empty where it can. */
    public static Optional<String> obstacle() {
        // Without a display Java draws as well, if it is configured before it looks for one.
        System.setProperty("java.awt.headless", "true");
        try {
            Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
            boolean drawn = font.getStringBounds("x", new FontRenderContext(null, true, true))
                            .getWidth()
                    > 0;
            return drawn ? Optional.empty() : Optional.of("the fonts that Java finds are empty");
        } catch (LinkageError | RuntimeException | InternalError missing) {
            return Optional.of("Java finds no fonts (" + root(missing).getMessage() + ")");
        }
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    /** The bytes of a PNG file; needs neither a display nor the network, but {@link #obstacle} must be empty. */
    public static byte[] of(Figure figure) {
        SVGDocument document = new SVGLoader()
                .load(
                        new ByteArrayInputStream(figure.svg().getBytes(StandardCharsets.UTF_8)),
                        null,
                        LoaderContext.builder()
                                .externalResourcePolicy(ResourcePolicy.DENY_ALL)
                                .build());
        if (document == null) {
            throw new IllegalStateException("plot " + figure.name() + " is no SVG that can be drawn");
        }
        BufferedImage image =
                new BufferedImage(SCALE * Figure.WIDTH, SCALE * Figure.HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = image.createGraphics();
        try {
            canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            canvas.scale(SCALE, SCALE);
            document.renderWithPlatform(NullPlatformSupport.INSTANCE, canvas, new ViewBox(Figure.WIDTH, Figure.HEIGHT));
        } finally {
            canvas.dispose();
        }
        return encoded(image);
    }

    private static byte[] encoded(BufferedImage image) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
