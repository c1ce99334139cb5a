package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubIdTest {
    @Test
    void readsOrganisationNameAndRevision() {
        HubId id = HubId.parse("HuggingFaceTB/SmolLM2-1.7B");
        assertEquals(new HubId(HubId.RepositoryKind.MODEL, "HuggingFaceTB", "SmolLM2-1.7B", "main"), id);
        assertEquals("models--HuggingFaceTB--SmolLM2-1.7B", id.folderName());
        assertEquals("HuggingFaceTB/SmolLM2-1.7B", id.toString());
        HubId branch = HubId.parse("o/n@refs/pr/3");
        assertEquals("refs%2Fpr%2F3", branch.encodedRevision());
        assertEquals("o/n@refs/pr/3", branch.toString());
        assertTrue(HubId.parse("o/n@" + "a1".repeat(20)).isCommit());
    }

    @Test
    void datasetsHaveOtherFoldersAndAddresses() {
        HubId id = HubId.parse(HubId.RepositoryKind.DATASET, "allenai/ai2_arc@v1");
        assertEquals("datasets--allenai--ai2_arc", id.folderName());
        assertEquals("datasets/allenai/ai2_arc", id.path());
        assertEquals("allenai/ai2_arc@v1", id.toString());
        assertEquals(
                "'gsm8k' is not the hub id of a dataset: write org/name or org/name@revision",
                HubFixture.message(UserError.Kind.USAGE, () -> HubId.parse(HubId.RepositoryKind.DATASET, "gsm8k")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model",
                "a/b/c",
                "/b",
                "a/",
                "a/..",
                "../b",
                "a/b--c",
                "a/b.git",
                "-a/b",
                "a/b.",
                "a b/c",
                "a/b@",
                "a/b@../x",
                "a/b@x/../y",
                "a/b@/x",
                "a/b@x/",
                "a/b@x//y",
                "a/b@.x",
                "a/b@x y",
                "a/b@x\\y",
                "a/b%2F"
            })
    void refusesWhatNoHubIdIs(String text) {
        HubFixture.message(UserError.Kind.USAGE, () -> HubId.parse(text));
    }
}
