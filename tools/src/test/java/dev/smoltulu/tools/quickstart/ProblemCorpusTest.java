package dev.smoltulu.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProblemCorpusTest {

    private static final Pattern EQUATION = Pattern.compile("(\\d+) ([-+*]) (\\d+) = (\\d+)");
    private static final ProblemCorpus CORPUS = ProblemCorpus.generate(7, 12_000, 500);

    private static Stream<CorpusRow> all() {
        return Stream.concat(CORPUS.train().stream(), CORPUS.heldOut().stream());
    }

    @Test
    void theSeedDecidesEverything() {
        assertEquals(CORPUS, ProblemCorpus.generate(7, 12_000, 500));
        ProblemCorpus other = ProblemCorpus.generate(8, 100, 50);
        assertNotEquals(CORPUS.train().subList(0, 100), other.train());
        assertNotEquals(CORPUS.heldOut().subList(0, 50), other.heldOut());
    }

    @Test
    void heldOutRowsDoNotDependOnTheNumberOfTrainingRows() {
        assertEquals(CORPUS.heldOut(), ProblemCorpus.generate(7, 10, 500).heldOut());
    }

    @Test
    void noHeldOutQuestionIsAskedInTraining() {
        Set<String> asked =
                CORPUS.train().stream().flatMap(r -> r.questions().stream()).collect(Collectors.toSet());
        Set<String> otherSeed = ProblemCorpus.generate(99, 5_000, 1).train().stream()
                .flatMap(r -> r.questions().stream())
                .collect(Collectors.toSet());
        for (CorpusRow row : CORPUS.heldOut()) {
            for (String question : row.questions()) {
                assertFalse(asked.contains(question) || otherSeed.contains(question), question);
            }
        }
        assertEquals(
                500, CORPUS.heldOut().stream().map(CorpusRow::prompt).distinct().count());
    }

    @Test
    void everyAnswerFollowsFromWhatIsBeforeIt() {
        Map<List<CorpusRow.Message>, String> answers = new HashMap<>();
        all().forEach(row -> {
            for (int i = 0; i < row.messages().size(); i++) {
                CorpusRow.Message message = row.messages().get(i);
                if (message.role().equals("assistant")) {
                    String known = answers.putIfAbsent(row.messages().subList(0, i), message.content());
                    assertTrue(known == null || known.equals(message.content()), row::prompt);
                }
            }
        });
        assertTrue(answers.size() < all().count() * 2, "some prompts must repeat for this to say anything");
    }

    @Test
    void workedAnswersSolveTheQuestionStepByStep() {
        List<CorpusRow> problems =
                all().filter(row -> row.family().isWordProblem()).toList();
        assertTrue(problems.size() > 6_000);
        for (CorpusRow row : problems) {
            String[] lines = row.answer().split("\n");
            for (int i = 0; i + 1 < lines.length; i++) {
                assertEquals(1, checkedEquations(lines[i]), row.answer());
            }
            int expected = ProblemSolver.solve(row.questions().get(0));
            assertEquals("#### " + expected, lines[lines.length - 1], row.prompt());
            assertTrue(lines[lines.length - 2].contains(" = " + expected + " "), row.answer());
        }
    }

    @Test
    void bareSumsAreRight() {
        List<CorpusRow> rows =
                all().filter(row -> row.family() == WordProblems.Family.SUMS).toList();
        boolean single = false;
        boolean several = false;
        boolean bare = false;
        for (CorpusRow row : rows) {
            boolean numberOnly = row.messages().get(0).role().equals("system");
            List<String> answers = row.messages().stream()
                    .filter(m -> m.role().equals("assistant"))
                    .map(CorpusRow.Message::content)
                    .toList();
            for (int turn = 0; turn < answers.size(); turn++) {
                String expression = row.questions().get(turn).replaceAll("^[A-Za-z ]+|\\?$", "");
                String equation = numberOnly ? expression + " = " + answers.get(turn) : answers.get(turn);
                assertTrue(equation.startsWith(expression + " = "), row.prompt());
                assertEquals(1, checkedEquations(equation), row.prompt());
            }
            single |= answers.size() == 1;
            several |= answers.size() == 3;
            bare |= numberOnly;
        }
        assertTrue(single && several && bare);
    }

    private static int checkedEquations(String text) {
        Matcher m = EQUATION.matcher(text);
        int count = 0;
        while (m.find()) {
            int left = Integer.parseInt(m.group(1));
            int right = Integer.parseInt(m.group(3));
            int expected = m.group(2).equals("+") ? left + right : m.group(2).equals("-") ? left - right : left * right;
            assertEquals(expected, Integer.parseInt(m.group(4)), text);
            assertTrue(left >= 2 && right >= 2 && expected >= 2 && expected <= 20 && left <= 20, text);
            count++;
        }
        return count;
    }

    @Test
    void everyCalculationOfTheHeldOutRowsIsMetOftenInTraining() {
        Map<String, Long> met = CORPUS.train().stream()
                .flatMap(ProblemCorpusTest::equations)
                .collect(Collectors.groupingBy(equation -> equation, Collectors.counting()));
        Set<String> measured =
                CORPUS.heldOut().stream().flatMap(ProblemCorpusTest::equations).collect(Collectors.toSet());
        assertTrue(measured.size() > 150, "calculations: " + measured.size());
        for (String equation : measured) {
            assertTrue(met.getOrDefault(equation, 0L) >= 10, () -> equation + ": " + met.get(equation));
        }
    }

    private static Stream<String> equations(CorpusRow row) {
        return row.messages().stream()
                .filter(m -> m.role().equals("assistant"))
                .flatMap(m -> EQUATION.matcher(m.content()).results())
                .map(MatchResult::group);
    }

    @Test
    void namesAreThoseOfTheConversation() {
        for (CorpusRow row :
                all().filter(r -> r.family() == WordProblems.Family.GREETING).toList()) {
            String introduction = row.questions().get(0);
            String user = introduction.replaceAll(".*(?:I am|my name is) (\\w+)\\..*", "$1");
            String first = row.messages().stream()
                    .filter(m -> m.role().equals("assistant"))
                    .findFirst()
                    .orElseThrow()
                    .content();
            assertTrue(first.contains(" " + user + "! "), first);
            String system = row.messages().get(0).role().equals("system")
                    ? row.messages().get(0).content().replaceAll("Your name is (\\w+)\\.", "$1")
                    : "Smol";
            assertEquals(introduction.endsWith("Who are you?"), first.endsWith("I am " + system + "."), first);
            if (row.questions().size() == 2) {
                assertTrue(row.questions().get(1).contains(user), row.prompt());
                assertEquals("Your name is " + user + ".", row.answer());
            }
        }
    }

    @Test
    void instructionsAreFollowed() {
        Set<String> forms = new HashSet<>();
        for (CorpusRow row : all().filter(
                        r -> r.family() == WordProblems.Family.REPEAT || r.family() == WordProblems.Family.SPELLING)
                .toList()) {
            String question = row.questions().get(row.questions().size() - 1);
            forms.add(followed(question, row.answer()));
        }
        assertEquals(Set.of("repeat", "times", "then", "spell", "letters"), forms);
    }

    private static String followed(String question, String answer) {
        String[] words = question.replaceAll("[.?]", "").split(" ");
        String last = words[words.length - 1];
        if (question.startsWith("Repeat")) {
            assertEquals(last, answer);
            return "repeat";
        }
        if (question.endsWith("times.")) {
            List<String> said = List.of(answer.split(" "));
            assertEquals(Integer.parseInt(words[2]), said.size());
            assertEquals(Set.of(words[1]), new HashSet<>(said));
            return "times";
        }
        if (question.contains(" and then ")) {
            assertEquals(words[1] + " " + last, answer);
            return "then";
        }
        if (question.contains("pell")) {
            assertEquals(last, answer.replace("-", ""));
            assertEquals(last.length() * 2 - 1, answer.length());
            return "spell";
        }
        String word = last.equals("have") ? words[words.length - 2] : last;
        assertEquals("The word " + word + " has " + word.length() + " letters.", answer);
        return "letters";
    }

    @Test
    void sharesAreThoseStated() {
        assertEquals(
                100,
                Arrays.stream(WordProblems.Family.values())
                        .mapToInt(WordProblems.Family::percent)
                        .sum());
        for (WordProblems.Family family : WordProblems.Family.values()) {
            long train = CORPUS.train().stream()
                    .filter(row -> row.family() == family)
                    .count();
            long heldOut = CORPUS.heldOut().stream()
                    .filter(row -> row.family() == family)
                    .count();
            assertEquals(family.percent(), 100.0 * train / CORPUS.train().size(), 1.5, family.name());
            assertEquals(family.percent(), 100.0 * heldOut / CORPUS.heldOut().size(), 6, family.name());
        }
        long withSystem = CORPUS.train().stream()
                .filter(r -> r.messages().get(0).role().equals("system"))
                .count();
        long severalTurns =
                CORPUS.train().stream().filter(r -> r.questions().size() > 1).count();
        assertTrue(withSystem > 800, () -> "with system message: " + withSystem);
        assertTrue(severalTurns > 1_400, () -> "several turns: " + severalTurns);
    }

    @Test
    void aWiderRangeIsHonoured() {
        NumberRange range = new NumberRange(30, 60, 9);
        List<CorpusRow> rows = ProblemCorpus.generate(1, 3_000, 10, range).train();
        int largest = 0;
        for (CorpusRow row :
                rows.stream().filter(r -> r.family().isWordProblem()).toList()) {
            int expected = ProblemSolver.solve(row.questions().get(0));
            assertTrue(row.answer().endsWith("#### " + expected), row.prompt());
            largest = Math.max(largest, expected);
        }
        assertTrue(largest > 50 && largest <= 60, "largest " + largest);
        assertThrows(IllegalArgumentException.class, () -> new NumberRange(1, 20, 5));
        assertThrows(IllegalArgumentException.class, () -> new NumberRange(9, 5, 5));
    }

    @Test
    void everyNarrowRangeCanBeDrawnFrom() {
        for (int total = 6; total < 12; total++) {
            for (int operand = 2; operand < 8; operand++) {
                ProblemCorpus corpus = ProblemCorpus.generate(1, 300, 0, new NumberRange(operand, total, operand));
                for (CorpusRow row : corpus.train().stream()
                        .filter(r -> r.family().isWordProblem())
                        .toList()) {
                    int expected = ProblemSolver.solve(row.questions().get(0));
                    assertTrue(row.answer().endsWith("#### " + expected) && expected <= total, row.prompt());
                }
            }
        }
    }
}
