package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.data.PromptExample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EpisodePassesTest {

    private static int tokens(List<Episode> row) {
        return row.get(0).promptLength()
                + row.stream().mapToInt(Episode::responseLength).sum();
    }

    @Test
    void eachEpisodeStandsInOnePassAndPassesKeepTheBudget() {
        SplittableRandom random = new SplittableRandom(1);
        List<Episode> episodes = new ArrayList<>();
        for (int group = 0; group < 12; group++) {
            PromptExample prompt = Responses.prompt(random.nextInt(1, 60));
            for (int sample = 0; sample < 5; sample++) {
                episodes.add(new Episode(Responses.of(prompt, group, random.nextInt(1, 50), 0)));
            }
        }
        Set<Episode> seen = new HashSet<>();
        for (List<List<Episode>> pass : EpisodePasses.of(episodes, 200)) {
            assertTrue(pass.stream().mapToInt(EpisodePassesTest::tokens).sum() <= 200);
            for (List<Episode> row : pass) {
                assertEquals(
                        1,
                        row.stream()
                                .map(episode -> episode.rollout().group())
                                .distinct()
                                .count());
                row.forEach(episode -> assertTrue(seen.add(episode), "twice"));
            }
        }
        assertEquals(60, seen.size());
    }

    @Test
    void responsesToOnePromptShareItWhereThatIsLessWork() {
        PromptExample prompt = Responses.prompt(100);
        List<Episode> episodes = List.of(
                new Episode(Responses.of(prompt, 0, 10, 0)),
                new Episode(Responses.of(prompt, 0, 10, 0)),
                new Episode(Responses.of(prompt, 0, 10, 0)));
        assertEquals(List.of(List.of(episodes)), EpisodePasses.of(episodes, 1000));
    }

    @Test
    void notWhereComparingThemWithOneAnotherWouldBeMore() {
        PromptExample prompt = Responses.prompt(1);
        List<Episode> episodes =
                List.of(new Episode(Responses.of(prompt, 0, 400, 0)), new Episode(Responses.of(prompt, 0, 400, 0)));
        assertEquals(2, EpisodePasses.of(episodes, 1000).get(0).size());
    }

    @Test
    void anEpisodeLongerThanTheBudgetIsAPassOfItsOwn() {
        Episode longOne = new Episode(Responses.of(Responses.prompt(50), 0, 100, 0));
        Episode shortOne = new Episode(Responses.of(1, 3, 0));
        assertEquals(2, EpisodePasses.of(List.of(shortOne, longOne), 100).size());
    }
}
