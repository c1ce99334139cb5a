package dev.smoltulu.deploy.export;

/**
 * What greedy decoding gave. The array is the record's own.
 *
 * @param tokens what the exported model added to a prompt
 * @param same   tokens at the beginning that are those of {@code smoltulu generate}
 * @param wanted tokens that {@code smoltulu generate} added
 * @param gap    where the two part, how much higher the exported model's logit of its own token is
 */
record GreedyText(int[] tokens, int same, int wanted, double gap) {

    boolean isSame() {
        return same == wanted && tokens.length == wanted;
    }
}
