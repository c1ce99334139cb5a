package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A model or dataset on the hub, written {@code org/name[@revision]}.
 *
 * @param kind what the repository holds
 * @param organisation user or organisation
 * @param name the repository's own name
 * @param revision branch, tag or full commit; {@code main} when none is written
 */
public record HubId(RepositoryKind kind, String organisation, String name, String revision) {
    private static final String DEFAULT_REVISION = "main";
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,254}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** @throws UserError when a part is not what the hub (or git, for the revision) allows */
    public HubId {
        if (!isName(organisation) || !isName(name)) {
            throw malformed(kind, organisation + "/" + name);
        }
        boolean plain = REVISION.matcher(revision).matches()
                && !revision.contains("..")
                && !revision.contains("//")
                && !revision.contains("/.")
                && !revision.endsWith("/")
                && !revision.endsWith(".lock");
        if (!plain) {
            throw UserError.usage("revision '" + revision + "' of " + organisation + "/" + name
                    + " is not a branch, tag or commit: write " + organisation + "/" + name + "@REVISION");
        }
    }

    /** {@link #parse(RepositoryKind, String)} for a model. */
    public static HubId parse(String text) {
        return parse(RepositoryKind.MODEL, text);
    }

    /**
     * Reads {@code org/name[@revision]}.
     *
     * @throws UserError when the text is something else
     */
    public static HubId parse(RepositoryKind kind, String text) {
        int at = text.indexOf('@');
        String path = at < 0 ? text : text.substring(0, at);
        String revision = at < 0 ? DEFAULT_REVISION : text.substring(at + 1);
        int slash = path.indexOf('/');
        if (slash < 0 || slash != path.lastIndexOf('/')) {
            throw malformed(kind, text);
        }
        return new HubId(kind, path.substring(0, slash), path.substring(slash + 1), revision);
    }

    /** {@code org/name}. */
    public String repository() {
        return organisation + "/" + name;
    }

    /** The repository in addresses of its page and its files. */
    String path() {
        return kind.pathPrefix() + repository();
    }

    /** Whether the revision is a commit, which never changes, rather than a branch or tag. */
    boolean isCommit() {
        return isCommit(revision);
    }

    /** Whether no other revision than {@code main} was asked for. */
    boolean isDefaultRevision() {
        return revision.equals(DEFAULT_REVISION);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** The revision as one segment of an address. */
    String encodedRevision() {
        return URLEncoder.encode(revision, StandardCharsets.UTF_8);
    }

    /** The name of this repository's folder in the cache: {@code models--org--name}, {@code datasets--org--name}. */
    String folderName() {
        return kind.plural() + "--" + organisation + "--" + name;
    }

    /** As the user writes it. */
    @Override
    public String toString() {
        return isDefaultRevision() ? repository() : repository() + "@" + revision;
    }

    private static boolean isName(String part) {
        return PART.matcher(part).matches() && !part.contains("--") && !part.contains("..") && !part.endsWith(".git");
    }

    private static UserError malformed(RepositoryKind kind, String text) {
        return UserError.usage(
                switch (kind) {
                    case MODEL ->
                        "'" + text + "' is neither a folder nor a hub id: write org/name or org/name@revision, "
                                + "or the path of a model folder";
                    case DATASET ->
                        "'" + text + "' is not the hub id of a dataset: write org/name or org/name@revision";
                });
    }

    /** What a repository on the hub holds. */
    enum RepositoryKind {
        MODEL("model", "models", ""),
        DATASET("dataset", "datasets", "datasets/");

        private final String word;
        private final String plural;
        private final String pathPrefix;

        RepositoryKind(String word, String plural, String pathPrefix) {
            this.word = word;
            this.plural = plural;
            this.pathPrefix = pathPrefix;
        }

        /** As messages name one. */
        String word() {
            return word;
        }

        /** As the hub's interface and the cache's folders name them. */
        String plural() {
            return plural;
        }

        /** The part before {@code org/name} in addresses of pages and files. */
        String pathPrefix() {
            return pathPrefix;
        }
    }
}
