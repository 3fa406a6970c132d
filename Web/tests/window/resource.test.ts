import assert from "node:assert/strict";
import { test } from "node:test";
import { Resource } from "../../window/engine/resource";

/** A resource whose questions the test answers, in their order. */
function asked() {
  const answers: ((value: number) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const resource = new Resource<number>(
    () =>
      new Promise((resolve, reject) => {
        answers.push(resolve);
        failures.push(reject);
      }),
  );
  return { resource, answers, failures };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

test("a refresh while one is under way asks once more, and ends with that answer", async () => {
  const { resource, answers } = asked();
  const ended: string[] = [];
  const first = resource.refresh().then(() => ended.push("first"));
  const second = resource.refresh().then(() => ended.push("second"));
  void resource.refresh();
  assert.equal(answers.length, 1);
  answers[0]?.(1);
  await turn();
  assert.equal(answers.length, 2);
  assert.deepEqual(ended, []);
  assert.equal(resource.get().value, 1);
  answers[1]?.(2);
  await Promise.all([first, second]);
  assert.equal(resource.get().value, 2);
  assert.equal(answers.length, 2);
});

test("a refresh that fails keeps the value, and the next one asks again", async () => {
  const { resource, answers, failures } = asked();
  const first = resource.refresh();
  answers[0]?.(1);
  await first;
  const second = resource.refresh();
  failures[1]?.(new Error("gone"));
  await second;
  assert.deepEqual(resource.get(), { value: 1, error: "gone" });
  const third = resource.refresh();
  answers[2]?.(3);
  await third;
  assert.deepEqual(resource.get(), { value: 3, error: undefined });
});
