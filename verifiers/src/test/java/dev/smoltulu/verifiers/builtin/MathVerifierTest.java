package dev.smoltulu.verifiers.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Final answers of MATH: how they are found, spelled and proved equal. */
final class MathVerifierTest {

    private static final Verifier PUBLISHED = new MathVerifier(Rules.PUBLISHED, Duration.ofMinutes(5));
    private static final Verifier CORRECTED = new MathVerifier(Rules.CORRECTED, Duration.ofMinutes(5));

    @AfterAll
    static void close() {
        PUBLISHED.close();
        CORRECTED.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            So the answer is $\\boxed{42}$. | 42
            First \\boxed{1}, then \\boxed{\\frac{1}{2}}. | \\frac{1}{2}
            Nested \\boxed{\\sqrt{\\frac{a}{b}}} | \\sqrt{\\frac{a}{b}}
            Final Answer: The final answer is $5$. I hope it is correct. | 5
            Final Answer: The final answer is $x=5 \\text{ cm}$. I hope it is correct. | 5
            we get $x = 3$ and so $y = 7$ | 7
            12,000 | 12000
            \\boxed{\\dfrac{3}{4}} | \\frac34
            \\boxed{\\frac12} | \\frac{1}{2}
            \\boxed{0.5} | \\frac{1}{2}
            \\boxed{3/4} | \\frac{3}{4}
            \\boxed{50\\%} | 50
            \\boxed{90^\\circ} | 90
            \\boxed{\\left( 1, 2 \\right)} | (1,2)
            \\boxed{x = 4} | 4
            \\boxed{.25} | 0.25
            \\boxed{\\sqrt3} | \\sqrt{3}
            \\boxed{12\\text{ apples}} | 12
            """)
    void rightBySpelling(String response, String truth) throws Exception {
        for (Verifier verifier : new Verifier[] {PUBLISHED, CORRECTED}) {
            assertEquals(Verdict.of(true), verify(verifier, response, truth));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            \\frac{2}{4} | \\frac{1}{2}
            0.25 | \\frac{1}{4}
            1.50 | \\frac{3}{2}
            2\\sqrt{2} | \\sqrt{8}
            \\frac{1}{\\sqrt{2}} | \\frac{\\sqrt{2}}{2}
            \\sqrt{2}+\\sqrt{3} | \\sqrt{5+2\\sqrt{6}}
            \\frac{1}{1+\\sqrt{2}} | \\sqrt{2}-1
            \\sqrt[3]{16} | 2\\sqrt[3]{2}
            (x+1)^2 | x^2+2x+1
            2x+3y | 3y+2x
            \\frac{x^2-1}{x-1} | x+1
            a \\cdot b^2 | b^2 \\times a
            \\sin^2 x + \\cos^2 x | 1
            2\\sin\\theta\\cos\\theta | \\sin(2\\theta)
            \\sin^{-1}(1) | \\frac{\\pi}{2}
            \\tan\\frac{\\pi}{4} | 1
            \\ln 8 | 3\\ln 2
            \\log_2 8 | 3
            \\binom{10}{3} | 120
            5! | 120
            \\lfloor 3.7 \\rfloor | 3
            10^{2} | 100
            2^{10} | 1024
            \\frac{3\\pi}{4} | 0.75\\pi
            x_1 + x_2 | x_2 + x_1
            4 : 2 | 2
            1,234+1 | 1235
            e^{x+y} | e^x e^y
            \\sqrt{2}\\cdot\\sqrt{2}-2 | 0
            \\sin(100\\pi) | 0
            10^{-12} | \\frac{1}{1000000000000}
            """)
    void rightByProof(String answer, String truth) throws Exception {
        for (Verifier verifier : new Verifier[] {PUBLISHED, CORRECTED}) {
            assertEquals(Verdict.of(true), verify(verifier, "\\boxed{" + answer + "}", truth));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            \\boxed{41} | 42
            The answer is 42. But \\boxed{41} | 42
            \\boxed{\\frac{1}{3}} | 0.333
            \\boxed{2\\sqrt{2}} | \\sqrt{7}
            \\boxed{x+1} | x-1
            \\boxed{x} | y
            \\boxed{-5} | 5
            \\boxed{(1,3)} | (1,2)
            \\boxed{} | 1
            \\boxed{\\frac{1}{0}} | 1
            \\boxed{3.14159} | \\pi
            \\boxed{\\sqrt{x^2}} | x
            \\boxed{2 \\cdot 10^{-12}} | 10^{-12}
            \\boxed{x=5} | y+5
            \\boxed{5 | 5
            | 7
            """)
    void wrong(String response, String truth) throws Exception {
        for (Verifier verifier : new Verifier[] {PUBLISHED, CORRECTED}) {
            assertEquals(Verdict.of(false), verify(verifier, response == null ? "" : response, truth));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            what follows an expression is ignored | \\boxed{3,4} | 3 | true | false
            a box with a space counts first | \\boxed 5$ or \\boxed{6} | 5 | true | false
            an fbox does not count | so $2$ hence \\fbox{7} | 7 | false | true
            a slash between words | \\boxed{90^\\circ a/b} | 90a /b | false | true
            a letter and a bracket are a function | \\boxed{x(x+1)} | x^2+x | false | true
            boxes are not spelled as Minerva does | \\boxed{3\\text{m}} | 3 | false | true
            units in a box | \\boxed{5\\mathrm{th}} | 5 | false | true
            """)
    void quirks(String quirk, String response, String truth, boolean published, boolean corrected) throws Exception {
        assertEquals(Verdict.of(published), verify(PUBLISHED, response, truth), quirk);
        assertEquals(Verdict.of(corrected), verify(CORRECTED, response, truth), quirk);
    }

    @Test
    void onlyWhatFollowsTheLastMarkerCountsAsPublished() throws Exception {
        String response = "\\boxed{5}<|assistant|>\nno more";
        assertEquals(Verdict.of(false), verify(PUBLISHED, response, "5"));
        assertEquals(Verdict.of(true), verify(CORRECTED, response, "5"));
    }

    @Test
    void absoluteValues() throws Exception {
        assertEquals(Verdict.of(true), verify(PUBLISHED, "\\boxed{|{-3}|}", "3"));
    }

    static Verdict verify(Verifier verifier, String response, String truth) throws InterruptedException {
        return verifier.verify(new Response("", response, new JsonPrimitive(truth)));
    }
}
