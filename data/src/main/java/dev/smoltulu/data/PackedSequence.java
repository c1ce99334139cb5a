package dev.smoltulu.data;

import dev.smoltulu.tokenizer.TokenSequence;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A token sequence in little memory: two bytes a token where its ids allow, and one bit for whether it is trained.
 *
 * @param narrow ids below 65536, or null
 * @param wide   any ids, or null where {@code narrow} holds them
 * @param mask   bit t: token t is trained with its own id as label; null where {@code labels} says it
 * @param labels labels that are neither the token itself nor -100, or null
 */
record PackedSequence(char[] narrow, int[] wide, BitSet mask, int[] labels) {

    static PackedSequence pack(TokenSequence sequence) {
        int[] ids = sequence.inputIds();
        int[] labels = sequence.labels();
        BitSet mask = new BitSet(ids.length);
        boolean own = true;
        int highest = 0;
        for (int i = 0; i < ids.length; i++) {
            highest = Math.max(highest, ids[i]);
            own &= labels[i] == TokenSequence.IGNORED || labels[i] == ids[i];
            mask.set(i, labels[i] != TokenSequence.IGNORED);
        }
        char[] narrow = null;
        if (highest <= Character.MAX_VALUE) {
            narrow = new char[ids.length];
            for (int i = 0; i < ids.length; i++) {
                narrow[i] = (char) ids[i];
            }
        }
        return new PackedSequence(
                narrow, narrow == null ? ids.clone() : null, own ? mask : null, own ? null : labels.clone());
    }

    int length() {
        return narrow == null ? wide.length : narrow.length;
    }

    TokenSequence unpack() {
        int[] ids = wide == null ? new int[narrow.length] : wide.clone();
        for (int i = 0; narrow != null && i < ids.length; i++) {
            ids[i] = narrow[i];
        }
        if (labels != null) {
            return new TokenSequence(ids, labels.clone());
        }
        int[] unpacked = new int[ids.length];
        Arrays.fill(unpacked, TokenSequence.IGNORED);
        for (int i = mask.nextSetBit(0); i >= 0; i = mask.nextSetBit(i + 1)) {
            unpacked[i] = ids[i];
        }
        return new TokenSequence(ids, unpacked);
    }
}
