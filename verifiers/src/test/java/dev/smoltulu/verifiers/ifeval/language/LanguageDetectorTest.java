package dev.smoltulu.verifiers.ifeval.language;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.text.Normalizer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanguageDetectorTest {

    @Test
    void languagesAreTold() {
        assertLanguage("en", "The weather was so fine that we walked along the river until it got dark.");
        assertLanguage("de", "Das Wetter war so schön, dass wir bis zum Abend am Fluss entlang gingen.");
        assertLanguage("fr", "Il faisait si beau que nous avons marché le long de la rivière jusqu'au soir.");
        assertLanguage("pt", "O tempo estava tão bom que caminhamos ao longo do rio até o anoitecer.");
        assertLanguage("vi", "Thời tiết đẹp đến nỗi chúng tôi đi dọc bờ sông cho đến tối.");
        assertLanguage("ru", "Погода была такой хорошей, что мы гуляли вдоль реки до темноты.");
        assertLanguage("hi", "मौसम इतना अच्छा था कि हम अंधेरा होने तक नदी के किनारे चलते रहे।");
        assertLanguage("ko", "날씨가 너무 좋아서 우리는 어두워질 때까지 강가를 걸었다.");
        assertLanguage("ja", "天気がとても良かったので、暗くなるまで川沿いを歩きました。");
        assertLanguage("zh-cn", "天气非常好，我们沿着河边一直走到天黑。这个国家的经济发展得很快。");
        assertLanguage("cy", "Roedd y tywydd mor braf nes i ni gerdded ar hyd yr afon tan iddi nosi.");
    }

    @Test
    void toneMarksMayStandAlone() {
        String composed = "Thời tiết đẹp đến nỗi chúng tôi đi dọc bờ sông cho đến tối.";
        assertLanguage("vi", Normalizer.normalize(composed, Normalizer.Form.NFD));
    }

    @Test
    void aMinorityOfLatinLettersDoesNotCount() {
        assertLanguage("ru", "Мы купили ноутбук Lenovo ThinkPad и поехали домой на автобусе номер семь.");
    }

    @Test
    void addressesAndSignsTellNothing() {
        assertEquals(Optional.empty(), LanguageDetector.shared().detect("https://example.org/the/way me@example.org"));
        assertEquals(Optional.empty(), LanguageDetector.shared().detect("123 -- !?"));
        assertEquals(Optional.empty(), LanguageDetector.shared().detect(""));
    }

    @Test
    void theAnswerIsAlwaysTheSame() {
        for (String text : new String[] {"no", "la la la", "total normal", "OK GO", "de la"}) {
            Optional<String> first = LanguageDetector.shared().detect(text);
            for (int i = 0; i < 5; i++) {
                assertEquals(first, LanguageDetector.shared().detect(text), text);
            }
        }
    }

    private static void assertLanguage(String language, String text) {
        assertEquals(Optional.of(language), LanguageDetector.shared().detect(text));
    }
}
