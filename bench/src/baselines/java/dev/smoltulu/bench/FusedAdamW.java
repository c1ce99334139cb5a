package dev.smoltulu.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * torch.optim.AdamW(fused=True). The C++ optimizer has no fused form and the presets leave out operators that begin
 * with an underscore, so the operator is called through a TorchScript function. That returns what it changed, for
 * TorchScript drops a call whose results it takes for unused.
 */
final class FusedAdamW implements AutoCloseable {

    private static final String SCRIPT = """
            def update(p: Tensor, g: Tensor, m: Tensor, v: Tensor, t: Tensor):
                t += 1
                ps = [p]
                ms = [m]
                vs = [v]
                torch._fused_adamw_(ps, [g], ms, vs, [], [t], lr=%s, beta1=%s, beta2=%s, weight_decay=0.0,
                                    eps=%s, amsgrad=False, maximize=False)
                return ps, ms, vs
            """.formatted(AdamW.LEARNING_RATE, AdamW.BETA1, AdamW.BETA2, AdamW.EPSILON);

    /** A parameter with its first and second moment and its count of updates. */
    private record Slot(Tensor parameter, Tensor mean, Tensor variance, Tensor count) {}

    private final List<Slot> slots = new ArrayList<>();
    private final CompilationUnit unit;
    private final Function update;

    FusedAdamW(Collection<Tensor> parameters) {
        for (Tensor parameter : parameters) {
            Tensor detached = parameter.detach();
            slots.add(new Slot(parameter, torch.zeros_like(detached), torch.zeros_like(detached), torch.zeros(1)));
        }
        unit = torch.compile(SCRIPT);
        update = unit.get_function(new QualifiedName("update"));
    }

    /** Updates every parameter and forgets its gradient. */
    void step() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (Slot slot : slots) {
                Tensor gradient = slot.parameter().mutable_grad();
                update.apply(new IValueVector(
                        new IValue(slot.parameter()),
                        new IValue(gradient),
                        new IValue(slot.mean()),
                        new IValue(slot.variance()),
                        new IValue(slot.count())));
                gradient.reset();
            }
        }
    }

    @Override
    public void close() {
        for (Slot slot : slots) {
            slot.mean().close();
            slot.variance().close();
            slot.count().close();
        }
        unit.close();
    }
}
