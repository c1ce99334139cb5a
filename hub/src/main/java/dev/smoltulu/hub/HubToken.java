package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The user's access token. It leaves this class only as an HTTP header value: {@link #toString()} hides it, and no
 * message quotes it.
 */
final class HubToken {
    /** What a bearer credential may hold (RFC 6750, b64token, and the underscore of the hub's own tokens). */
    private static final Pattern CREDENTIAL = Pattern.compile("[A-Za-z0-9._~+/=-]{1,4096}");

    private static final long LARGEST_FILE = 64 * 1024;

    private final String secret;

    private HubToken(String secret) {
        this.secret = secret;
    }

    /**
     * The token in {@code text}, white space around it aside; empty when there is nothing else.
     *
     * @param source what the user knows the text by, for the message
     * @throws UserError when the text cannot be a token: sent as it is, the HTTP client would quote it in its complaint
     */
    static Optional<HubToken> parse(String text, String source) {
        String secret = text.strip();
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        if (!CREDENTIAL.matcher(secret).matches()) {
            throw UserError.usage(source + " holds characters that an access token cannot have: "
                    + "write the token alone, as the hub shows it");
        }
        return Optional.of(new HubToken(secret));
    }

    /** The token in the file that {@code hf auth login} writes; empty when there is no such file. */
    static Optional<HubToken> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw UserError.usage("token file " + file + " is too large to hold an access token");
            }
            return parse(Files.readString(file), "token file " + file);
        } catch (IOException unreadable) {
            // The cause is left out on purpose: a decoder's complaint could carry bytes of the file.
            throw UserError.failed("cannot read the token file " + file + ": make it readable or unset HF_TOKEN_PATH");
        }
    }

    /** The value of the Authorization header. */
    String authorization() {
        return "Bearer " + secret;
    }

    @Override
    public String toString() {
        return "HubToken[hidden]";
    }
}
