package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the hub, its cache and the user's token are, by the same variables that Python's {@code huggingface_hub}
 * reads (its {@code constants.py}).
 *
 * @param variables environment variables by name
 * @param home the user's home folder
 */
public record HubEnvironment(Map<String, String> variables, Path home) {
    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([^}]+)}|(\\w+))");

    public HubEnvironment {
        variables = Map.copyOf(variables);
    }

    /** The environment and home folder of this process. */
    public static HubEnvironment system() {
        return new HubEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub. */
    public Path cacheRoot() {
        return folder("HF_HUB_CACHE")
                .or(() -> folder("HUGGINGFACE_HUB_CACHE"))
                .orElseGet(() -> hubHome().resolve("hub"));
    }

    /**
     * The hub's address, from HF_ENDPOINT, without a slash at its end.
     *
     * @throws UserError when HF_ENDPOINT is not an http(s) address
     */
    public URI endpoint() {
        String text = value("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT).replaceAll("/+$", "");
        try {
            URI uri = new URI(text);
            boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // Refused below, without quoting a value that may hold a password.
        }
        throw UserError.usage("HF_ENDPOINT is not an address such as " + DEFAULT_ENDPOINT + ": correct or unset it");
    }

    /** Whether the network is forbidden: HF_HUB_OFFLINE, else TRANSFORMERS_OFFLINE, is 1, on, yes or true. */
    public boolean offline() {
        return isTrue(value("HF_HUB_OFFLINE").or(() -> value("TRANSFORMERS_OFFLINE")));
    }

    /** Longest silence of a server before a request counts as failed: HF_HUB_DOWNLOAD_TIMEOUT in seconds, else 30 s. */
    public Duration timeout() {
        Optional<String> text = value("HF_HUB_DOWNLOAD_TIMEOUT");
        if (text.isEmpty()) {
            return DEFAULT_TIMEOUT;
        }
        if (!text.get().matches("[1-9][0-9]{0,5}")) {
            throw UserError.usage("HF_HUB_DOWNLOAD_TIMEOUT is '" + text.get() + "': write whole seconds, 1 or more");
        }
        return Duration.ofSeconds(Long.parseLong(text.get()));
    }

    /** The token's file: HF_TOKEN_PATH, else {@code token} in the folder of HF_HOME. */
    Path tokenPath() {
        return folder("HF_TOKEN_PATH").orElseGet(() -> hubHome().resolve("token"));
    }

    /** HF_TOKEN, the older HUGGING_FACE_HUB_TOKEN, else the token's file; none with HF_HUB_DISABLE_IMPLICIT_TOKEN=1. */
    Optional<HubToken> token() {
        if (isTrue(value("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
            return Optional.empty();
        }
        return fromVariable("HF_TOKEN")
                .or(() -> fromVariable("HUGGING_FACE_HUB_TOKEN"))
                .or(() -> HubToken.read(tokenPath()));
    }

    /**
     * Whether there is an access token to send; the token itself stays in this package.
     *
     * @throws UserError when what is there cannot be a token
     */
    public boolean hasToken() {
        return token().isPresent();
    }

    /** {@code ~} and {@code ~/...} with the home folder in place of the tilde; any other text as a path. */
    Path expandHome(String text) {
        if (text.equals("~")) {
            return home;
        }
        return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
    }

    private Optional<HubToken> fromVariable(String name) {
        return value(name).flatMap(text -> HubToken.parse(text, name));
    }

    private Path hubHome() {
        return folder("HF_HOME")
                .orElseGet(() -> folder("XDG_CACHE_HOME")
                        .orElseGet(() -> home.resolve(".cache"))
                        .resolve("huggingface"));
    }

    private Optional<Path> folder(String name) {
        return value(name).map(text -> expandHome(expandVariables(text)));
    }

    private String expandVariables(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String name = match.group(1) != null ? match.group(1) : match.group(2);
            return Matcher.quoteReplacement(variables.getOrDefault(name, match.group()));
        });
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isBlank());
    }

    private static boolean isTrue(Optional<String> text) {
        return text.filter(word -> TRUE.contains(word.strip().toUpperCase(Locale.ROOT)))
                .isPresent();
    }

    /** Leaves the variables out: among them is the token. */
    @Override
    public String toString() {
        return "HubEnvironment[home=" + home + "]";
    }
}
