import assert from "node:assert/strict";
import { test } from "node:test";
import type { Sample } from "../src/contract";
import { agoOf, capacityOf, timelineOf } from "../src/timeline";

const start = Date.parse("2030-01-01T00:00:00Z");

function sample(second: number, interval: number): Sample {
  return { time: new Date(start + second * 1000).toISOString(), interval: `${interval}s` } as Sample;
}

function seconds(samples: Sample[]): (number | null)[] {
  return timelineOf(samples).map((slot) => (slot ? (Date.parse(slot.time) - start) / 1000 : null));
}

test("samples stand where they belong in time, whenever they came", () => {
  assert.deepEqual(seconds([]), []);
  assert.deepEqual(seconds([sample(0, 2), sample(2, 2), sample(4, 2)]), [0, 2, 4]);
  assert.deepEqual(seconds([sample(0.1, 2), sample(1.9, 2), sample(4, 2)]), [0.1, 1.9, 4]);
});

test("where nothing was measured is a hole, but one late sample makes none", () => {
  assert.deepEqual(seconds([sample(0, 1), sample(1, 1), sample(5, 1)]), [0, 1, 1, null, null, 5]);
  assert.deepEqual(seconds([sample(0, 1), sample(1.3, 1), sample(2.7, 1), sample(4, 1)]), [0, 1.3, 1.3, 2.7, 4]);
});

test("another interval moves what was measured with the one before", () => {
  assert.deepEqual(seconds([sample(0, 4), sample(4, 4), sample(5, 1)]), [0, 0, 0, 0, 4, 5]);
  assert.deepEqual(seconds([sample(0, 1), sample(1, 1), sample(2, 1), sample(4, 2)]), [1, 2, 4]);
});

test("it ends after five minutes", () => {
  const many = Array.from({ length: 1000 }, (_, second) => sample(second, 1));
  assert.equal(timelineOf(many).length, 301);
  assert.equal(capacityOf(sample(0, 2)), 151);
  assert.equal(capacityOf(sample(0, 0)), 301);
});

test("places have names", () => {
  const name = agoOf(timelineOf([sample(0, 60), sample(60, 60), sample(120, 60)]), capacityOf(sample(0, 60)));
  assert.deepEqual([name(0), name(1), name(2)], ["2 min 0 s ago", "1 min 0 s ago", "Now"]);
});
