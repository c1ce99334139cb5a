package dev.smoltulu.hub;

/** What a repository on the hub holds. */
public enum RepositoryKind {
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

    /** What stands before {@code org/name} in addresses of pages and files. */
    String pathPrefix() {
        return pathPrefix;
    }
}
