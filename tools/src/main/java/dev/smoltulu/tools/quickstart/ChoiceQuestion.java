package dev.smoltulu.tools.quickstart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A held-out chat with one right answer among several: which goes on as such conversations do? Nothing is to be worked
 * out in steps; the wrong ones are right answers to other questions of the same kind.
 *
 * @param question what the user says
 * @param choices  answers, all different
 * @param gold     which of them is right, from 0
 */
record ChoiceQuestion(String question, List<String> choices, int gold) {

    private static final int CHOICES = 4;

    ChoiceQuestion {
        choices = List.copyOf(choices);
    }

    private record Exchange(Family family, String question, String answer) {}

    /** A question for each way a held-out chat begins, where its kind has enough other answers. */
    static List<ChoiceQuestion> of(ProblemCorpus corpus, long seed) {
        Map<Family, Set<String>> answers = new LinkedHashMap<>();
        Map<String, Exchange> exchanges = new LinkedHashMap<>();
        for (CorpusRow row : corpus.heldOut()) {
            if (!row.family().isWordProblem() && row.messages().get(0).role().equals("user")) {
                Exchange first = new Exchange(
                        row.family(),
                        row.messages().get(0).content(),
                        row.messages().get(1).content());
                exchanges.putIfAbsent(first.question(), first);
                answers.computeIfAbsent(first.family(), fresh -> new LinkedHashSet<>())
                        .add(first.answer());
            }
        }
        Random random = new Random(seed);
        List<ChoiceQuestion> questions = new ArrayList<>();
        for (Exchange exchange : exchanges.values()) {
            List<String> others = new ArrayList<>(answers.get(exchange.family()));
            others.remove(exchange.answer());
            if (others.size() < CHOICES - 1) {
                continue;
            }
            Collections.shuffle(others, random);
            List<String> choices = new ArrayList<>(others.subList(0, CHOICES - 1));
            int gold = random.nextInt(CHOICES);
            choices.add(gold, exchange.answer());
            questions.add(new ChoiceQuestion(exchange.question(), choices, gold));
        }
        return questions;
    }
}
