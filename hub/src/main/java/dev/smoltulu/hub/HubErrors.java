package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what an answer of the hub other than success means to the user. Texts of the server are never quoted. */
final class HubErrors {
    private static final Pattern RESET = Pattern.compile(";\\s*t=([0-9]{1,9})");

    private final HubEnvironment environment;
    private final boolean tokenSent;

    /** @param tokenSent whether requests carry a token, which decides what the user can do about a 401 */
    HubErrors(HubEnvironment environment, boolean tokenSent) {
        this.environment = environment;
        this.tokenSent = tokenSent;
    }

    /** Whether a later try may succeed. */
    static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    /** {@code status} as something that can be tried again, with the wait that the server asks for. */
    static RetryPolicy.HubBusy busy(int status, HttpHeaders headers, Clock clock) {
        return new RetryPolicy.HubBusy(
                status,
                status == 429 || status == 503 ? retryAfter(headers, clock).orElse(null) : null);
    }

    /**
     * The error for the user about {@code status}.
     *
     * @param what the purpose, for the message: "cannot " + what
     */
    UserError refused(HubId id, String what, int status, HttpHeaders headers) {
        String code = headers.firstValue("X-Error-Code").orElse("");
        String page = environment.endpoint() + "/" + id.path();
        String kind = id.kind().word();
        if (code.equals("GatedRepo")) {
            return UserError.failed(kind + " " + id.repository() + " is gated: accept its terms at " + page
                    + (tokenSent ? " with the account that the token belongs to" : ", then " + giveToken()));
        }
        return switch (status) {
            case 401, 403 ->
                tokenSent
                        ? UserError.failed(
                                "the hub does not let this token read " + id.repository() + " (status " + status
                                        + "): there is no such " + kind
                                        + ", or the token is wrong, expired or lacks the right to "
                                        + "read it: check the name at " + page + " and the token")
                        : UserError.failed("the hub does not show " + id.repository() + " (status " + status
                                + "): there is no such " + kind + ", or it is private or gated: check the name, or "
                                + giveToken());
            case 404 ->
                switch (code) {
                    case "RevisionNotFound" ->
                        UserError.failed(kind + " " + id.repository() + " has no revision '" + id.revision() + "': see "
                                + page + "/tree/main for its branches and tags");
                    case "RepoNotFound" -> UserError.failed(missing(id, page));
                    case "EntryNotFound" -> UserError.failed("cannot " + what + ": the file is not in " + id);
                    default ->
                        UserError.failed("cannot " + what + " (status 404): " + missing(id, page) + ", or no revision '"
                                + id.revision() + "'");
                };
            default ->
                UserError.failed("cannot " + what + ": the server answers with status " + status + ": see " + page);
        };
    }

    private String missing(HubId id, String page) {
        return "there is no " + id.kind().word() + " " + id.repository() + " on the hub (or it is private"
                + (tokenSent ? " and the token may not read it" : ": then " + giveToken())
                + "): check the name at " + page;
    }

    private String giveToken() {
        return "give a token in HF_TOKEN or in the file " + environment.tokenPath() + " (make one at "
                + environment.endpoint() + "/settings/tokens)";
    }

    /** Retry-After in seconds or as a date (RFC 9110), else the reset time of the hub's RateLimit header. */
    private static Optional<Duration> retryAfter(HttpHeaders headers, Clock clock) {
        Optional<String> text = headers.firstValue("Retry-After").map(String::strip);
        if (text.isPresent()) {
            return seconds(text.get()).or(() -> until(text.get(), clock));
        }
        Matcher reset = RESET.matcher(headers.firstValue("RateLimit").orElse(""));
        return reset.find() ? seconds(reset.group(1)) : Optional.empty();
    }

    private static Optional<Duration> seconds(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
    }

    private static Optional<Duration> until(String date, Clock clock) {
        try {
            Instant when = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), when);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
