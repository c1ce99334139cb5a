package dev.smoltulu.deploy.generate;

import dev.smoltulu.runtime.generation.Sampling;
import java.util.List;

/**
 * How answers are generated.
 *
 * @param maxNewTokens most tokens of an answer
 * @param stops        strings that end an answer and are not part of it
 */
public record AnswerSettings(int maxNewTokens, Sampling sampling, List<String> stops) {

    public AnswerSettings {
        stops = List.copyOf(stops);
    }
}
