package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Requests to the hub and to the hosts it redirects to. The token goes to the hub's own origin (scheme, host and port)
 * and to nobody else; a chain of redirects that has left the origin does not get it back.
 */
final class HubHttp {
    private static final int REDIRECTS = 8;
    private static final String AGENT = "smoltulu (java/" + Runtime.version().feature() + ")";

    private final URI endpoint;
    private final Optional<HubToken> token;
    private final Duration timeout;
    private final HttpClient client;

    HubHttp(HubEnvironment environment) {
        this.endpoint = environment.endpoint();
        this.token = environment.token();
        this.timeout = environment.timeout();
        // HTTP/1.1: one transfer at a time gains nothing from multiplexing, and plain-http mirrors dislike the upgrade.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER);
        EnvironmentProxies.from(environment.variables()).ifPresent(builder::proxy);
        this.client = builder.build();
    }

    boolean hasToken() {
        return token.isPresent();
    }

    /** GET with {@code headers}, through all redirects. The caller consumes or closes the body. */
    HttpResponse<TimedBody> get(URI uri, Map<String, String> headers) throws IOException, InterruptedException {
        return send("GET", uri, headers, response -> false);
    }

    /** HEAD, through redirects until {@code enough} holds for a response. */
    HttpResponse<TimedBody> head(URI uri, Predicate<HttpResponse<TimedBody>> enough)
            throws IOException, InterruptedException {
        return send("HEAD", uri, Map.of(), enough);
    }

    private HttpResponse<TimedBody> send(
            String method, URI start, Map<String, String> headers, Predicate<HttpResponse<TimedBody>> enough)
            throws IOException, InterruptedException {
        URI uri = start;
        boolean home = true;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            home = home && sameOrigin(uri, endpoint);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(timeout)
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .header("User-Agent", AGENT)
                    // Sizes and ranges must be those of the file, not of a compressed form.
                    .header("Accept-Encoding", "identity");
            headers.forEach(request::header);
            if (home) {
                token.ifPresent(credential -> request.header("Authorization", credential.authorization()));
            }
            HttpResponse<TimedBody> response = client.send(request.build(), info -> new TimedBody(timeout));
            Optional<URI> next = redirect(uri, response);
            if (next.isEmpty() || enough.test(response)) {
                return response;
            }
            response.body().discard();
            uri = next.get();
        }
        throw UserError.failed("the server at " + start.getHost() + " redirects in circles: check HF_ENDPOINT");
    }

    private static Optional<URI> redirect(URI from, HttpResponse<?> response) throws IOException {
        switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> {}
            default -> {
                return Optional.empty();
            }
        }
        URI next;
        try {
            next = from.resolve(response.headers().firstValue("Location").orElse(""));
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the server redirects to something that is not an address");
        }
        boolean http = "https".equalsIgnoreCase(next.getScheme()) || "http".equalsIgnoreCase(next.getScheme());
        if (!http || next.getHost() == null) {
            throw new IOException("the server redirects to something that is not an http address");
        }
        if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(next.getScheme())) {
            throw UserError.failed(
                    "the server at " + from.getHost() + " redirects to an address without encryption: " + "refused");
        }
        return Optional.of(next);
    }

    private static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && port(a) == port(b);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }
}
