package dev.smoltulu.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The part of the hub's HTTP interface that a download needs: the listing of a repository at a revision, what a file
 * is, and its content from any byte on. The addresses of datasets begin otherwise, see {@link HubId.RepositoryKind}.
 */
final class HubClient {
    private static final int LARGEST_LISTING = 32 << 20;
    /** An ETag becomes a file name in the cache. */
    private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private final HubEnvironment environment;
    private final URI endpoint;
    private final RetryPolicy retries;
    private final HubHttp http;
    private final HubErrors errors;

    HubClient(HubEnvironment environment, RetryPolicy retries) {
        this.environment = environment;
        this.endpoint = environment.endpoint();
        this.retries = retries;
        this.http = new HubHttp(environment);
        this.errors = new HubErrors(environment, http.hasToken());
    }

    RetryPolicy retries() {
        return retries;
    }

    /**
     * {@code GET /api/models/{id}/revision/{revision}}.
     *
     * @throws UserError when there is no such repository or revision, it may not be read, or the network fails for good
     */
    RepositoryListing listing(HubId id) throws InterruptedException {
        String what = "look up " + id + " at " + endpoint;
        URI uri = URI.create(
                endpoint + "/api/" + id.kind().plural() + "/" + id.repository() + "/revision/" + id.encodedRevision());
        byte[] json = retries.run(what, () -> {
            try (TimedBody body = accepted(id, what, http.get(uri, Map.of())).body()) {
                return body.readAll(LARGEST_LISTING);
            } catch (TimedBody.BodyTooLarge tooLarge) {
                throw UserError.failed("cannot " + what + ": " + tooLarge.getMessage());
            }
        });
        return parse(what, new String(json, StandardCharsets.UTF_8));
    }

    /** {@code HEAD /{id}/resolve/{commit}/{file}}: the file's checksum and size. */
    RepositoryListing.RemoteFile metadata(HubId id, String commit, String name) throws InterruptedException {
        String what = "look up " + name + " of " + id;
        URI uri = resolve(id, commit, name);
        return retries.run(what, () -> {
            Linked linked = new Linked();
            // The hub says what an LFS file is before it redirects to the host that stores it, whose own ETag is
            // something else.
            HttpResponse<TimedBody> response = http.head(uri, linked::complete);
            response.body().discard();
            if (!linked.complete(response)) {
                accepted(id, what, response);
            }
            return linked.file(name, commit, what, response.headers());
        });
    }

    /**
     * The file's content from byte {@code offset} on: status 206, or 200 and the whole when the server does not know
     * ranges, or 416.
     */
    HttpResponse<TimedBody> open(HubId id, RepositoryListing.RemoteFile file, long offset)
            throws IOException, InterruptedException {
        Map<String, String> range = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        HttpResponse<TimedBody> response = http.get(resolve(id, file.commit(), file.name()), range);
        boolean refusedRange = response.statusCode() == 416;
        return refusedRange ? response : accepted(id, "download " + file.name() + " of " + id, response);
    }

    private URI resolve(HubId id, String commit, String name) {
        return URI.create(endpoint + "/" + id.path() + "/resolve/" + commit + "/" + name);
    }

    private HttpResponse<TimedBody> accepted(HubId id, String what, HttpResponse<TimedBody> response)
            throws IOException {
        int status = response.statusCode();
        if (status == 200 || status == 206) {
            return response;
        }
        response.body().close();
        if (HubErrors.isTransient(status)) {
            throw HubErrors.busy(status, response.headers(), retries.clock());
        }
        String host = response.uri().getHost();
        if (!host.equalsIgnoreCase(endpoint.getHost())) {
            throw UserError.failed("cannot " + what + ": the storage host " + host + " answers with status " + status
                    + ": run again later");
        }
        throw errors.refused(id, what, status, response.headers());
    }

    private RepositoryListing parse(String what, String json) {
        try {
            JsonObject root = JsonParser.parseString(json).getAsJsonObject();
            String commit = root.get("sha").getAsString();
            Set<String> files = new HashSet<>();
            for (JsonElement sibling : root.getAsJsonArray("siblings")) {
                files.add(sibling.getAsJsonObject().get("rfilename").getAsString());
            }
            if (HubId.isCommit(commit)) {
                return new RepositoryListing(commit, files);
            }
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | ClassCastException
                | NullPointerException malformed) {
            // Refused below, as an answer that has everything but a commit is.
        }
        throw UserError.failed("cannot " + what + ": the answer is not that of a Hugging Face hub: check HF_ENDPOINT ("
                + environment.endpoint() + ") and proxies");
    }

    /** What the responses along a chain of redirects have said about a file so far; the first word counts. */
    private static final class Linked {
        private Optional<String> etag = Optional.empty();
        private OptionalLong size = OptionalLong.empty();
        private Optional<String> commit = Optional.empty();

        /** Takes the response in; whether everything needed is known. */
        boolean complete(HttpResponse<?> response) {
            HttpHeaders headers = response.headers();
            etag = etag.or(() -> headers.firstValue("X-Linked-ETag"));
            commit = commit.or(() -> headers.firstValue("X-Repo-Commit"));
            if (size.isEmpty()) {
                size = number(headers.firstValue("X-Linked-Size"));
            }
            return etag.isPresent() && size.isPresent();
        }

        RepositoryListing.RemoteFile file(String name, String asked, String what, HttpHeaders last) {
            String tag =
                    etag.or(() -> last.firstValue("ETag")).map(Linked::plain).orElse("");
            OptionalLong bytes = size.isPresent() ? size : number(last.firstValue("Content-Length"));
            if (!ETAG.matcher(tag).matches() || tag.contains("..") || bytes.isEmpty()) {
                throw UserError.failed("cannot " + what + ": the server does not tell the file's checksum and size: "
                        + "check HF_ENDPOINT and proxies");
            }
            if (commit.filter(told -> !told.equals(asked)).isPresent()) {
                throw UserError.failed("cannot " + what + ": the server answers for another commit than " + asked
                        + ": check HF_ENDPOINT and run again");
            }
            return new RepositoryListing.RemoteFile(name, asked, tag, bytes.getAsLong());
        }

        private static String plain(String etag) {
            String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
            return strong.replaceAll("^\"|\"$", "");
        }

        private static OptionalLong number(Optional<String> text) {
            return text.filter(digits -> digits.matches("[0-9]{1,18}"))
                    .map(Long::parseLong)
                    .map(OptionalLong::of)
                    .orElseGet(OptionalLong::empty);
        }
    }

    /**
     * What the hub says about a repository at a revision.
     *
     * @param commit 40 hex digits: the commit that the revision names now
     * @param files names of all files, those in folders with their path
     */
    record RepositoryListing(String commit, Set<String> files) {
        RepositoryListing {
            files = Set.copyOf(files);
        }

        /**
         * A file of a repository on the hub.
         *
         * @param name file name, with its path where it is in a folder
         * @param commit 40 hex digits
         * @param etag names the content; see {@link BlobDownload.BlobChecksum}
         * @param size bytes
         */
        record RemoteFile(String name, String commit, String etag, long size) {}
    }
}
