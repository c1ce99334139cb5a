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

    /** A question for each held-out chat of one exchange whose kind has enough other answers. */
    static List<ChoiceQuestion> of(ProblemCorpus corpus, long seed) {
        Map<Family, Set<String>> answers = new LinkedHashMap<>();
        List<CorpusRow> chats = corpus.heldOut().stream()
                .filter(row -> !row.family().isWordProblem() && row.messages().size() == 2).toList();
        chats.forEach(row -> answers.computeIfAbsent(row.family(), fresh -> new LinkedHashSet<>()).add(row.answer()));
        Random random = new Random(seed);
        List<ChoiceQuestion> questions = new ArrayList<>();
        for (CorpusRow row : chats) {
            List<String> others = new ArrayList<>(answers.get(row.family()));
            others.remove(row.answer());
            if (others.size() < CHOICES - 1) {
                continue;
            }
            Collections.shuffle(others, random);
            List<String> choices = new ArrayList<>(others.subList(0, CHOICES - 1));
            int gold = random.nextInt(CHOICES);
            choices.add(gold, row.answer());
            questions.add(new ChoiceQuestion(row.questions().get(0), choices, gold));
        }
        return questions;
    }
}
