package dev.smoltulu.verifiers.ifeval;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import java.util.ArrayList;
import java.util.List;

/** Instructions on what a response is put together of. */
final class Combination {

    private static final PythonRegex DIVIDER = PythonRegex.compile("\\*{6}");

    private Combination() {}

    /** Two different answers with {@code ******} between them; only before the first and after the last may it end. */
    static Check twoResponses(Arguments arguments) {
        return response -> {
            List<String> parts = DIVIDER.split(response);
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                String answer = PythonText.strip(parts.get(i));
                if (!answer.isEmpty()) {
                    answers.add(answer);
                } else if (i != 0 && i != parts.size() - 1) {
                    return false;
                }
            }
            return answers.size() == 2 && !answers.get(0).equals(answers.get(1));
        };
    }

    /** The request first, word for word but for case. */
    static Check repeatPrompt(Arguments arguments) {
        String prompt = PythonText.lower(PythonText.strip(arguments.text("prompt_to_repeat")));
        return response -> PythonText.lower(PythonText.strip(response)).startsWith(prompt);
    }
}
