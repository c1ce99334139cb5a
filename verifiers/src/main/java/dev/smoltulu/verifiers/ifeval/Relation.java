package dev.smoltulu.verifiers.ifeval;

/** How a count is compared with the number that an instruction gives. */
enum Relation {
    LESS_THAN("less than"),
    AT_LEAST("at least");

    private final String words;

    Relation(String words) {
        this.words = words;
    }

    /** As the arguments of an instruction have it. */
    String words() {
        return words;
    }

    boolean holds(int count, int threshold) {
        return switch (this) {
            case LESS_THAN -> count < threshold;
            case AT_LEAST -> count >= threshold;
        };
    }
}
