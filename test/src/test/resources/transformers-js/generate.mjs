// Arguments: model folder, prompt, new tokens, dtypes. Prints a JSON object a dtype: the ids generated.
import { AutoModelForCausalLM, AutoTokenizer, env } from '@huggingface/transformers';

env.allowRemoteModels = false;
env.localModelPath = '/';
const [folder, prompt, count, ...dtypes] = process.argv.slice(2);
const tokenizer = await AutoTokenizer.from_pretrained(folder);
for (const dtype of dtypes) {
  const model = await AutoModelForCausalLM.from_pretrained(folder, { dtype });
  const inputs = tokenizer(prompt);
  const output = await model.generate({ ...inputs, max_new_tokens: Number(count), do_sample: false });
  const ids = output.tolist()[0].map(Number).slice(inputs.input_ids.dims[1]);
  console.log(JSON.stringify({ dtype, ids }));
  await model.dispose();
}
