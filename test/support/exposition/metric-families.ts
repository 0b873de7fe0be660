// Reads the protobuf format of Prometheus by protobufjs. The messages are those of io/prometheus/client/metrics.proto, as far as they are used.
import protobuf from 'protobufjs'

const { root } = protobuf.parse(`syntax = "proto2";
package io.prometheus.client;
message LabelPair { optional string name = 1; optional string value = 2; }
enum MetricType { COUNTER = 0; GAUGE = 1; SUMMARY = 2; UNTYPED = 3; HISTOGRAM = 4; GAUGE_HISTOGRAM = 5; }
message Gauge { optional double value = 1; }
message Timestamp { optional int64 seconds = 1; optional int32 nanos = 2; }
message Exemplar { repeated LabelPair label = 1; optional double value = 2; optional Timestamp timestamp = 3; }
message Counter { optional double value = 1; optional Exemplar exemplar = 2; optional Timestamp created_timestamp = 3; }
message Histogram {
  optional uint64 sample_count = 1;
  optional double sample_sum = 2;
  repeated Bucket bucket = 3;
  optional sint32 schema = 5;
  optional double zero_threshold = 6;
  optional uint64 zero_count = 7;
  repeated BucketSpan positive_span = 12;
  repeated sint64 positive_delta = 13;
  optional Timestamp created_timestamp = 15;
}
message Bucket { optional uint64 cumulative_count = 1; optional double upper_bound = 2; optional Exemplar exemplar = 3; }
message BucketSpan { optional sint32 offset = 1; optional uint32 length = 2; }
message Metric {
  repeated LabelPair label = 1;
  optional Gauge gauge = 2;
  optional Counter counter = 3;
  optional Histogram histogram = 7;
}
message MetricFamily {
  optional string name = 1;
  optional string help = 2;
  optional MetricType type = 3;
  repeated Metric metric = 4;
}`)

const Family = root.lookupType('io.prometheus.client.MetricFamily')

export interface ReadHistogram {
  sampleCount: number
  sampleSum: number
  bucket: Array<{ cumulativeCount: number; upperBound: number; exemplar?: ReadExemplar }>
  schema: number
  zeroThreshold: number
  zeroCount: number
  positiveSpan: Array<{ offset: number; length: number }>
  positiveDelta: number[]
  createdTimestamp?: ReadTime
}

interface ReadTime {
  seconds: number
  nanos: number
}

interface ReadExemplar {
  label: Array<{ name: string; value: string }>
  value: number
  timestamp: ReadTime
}

export interface ReadFamily {
  name: string
  help: string
  type: string
  metric: Array<{
    label: Array<{ name: string; value: string }>
    gauge?: { value: number }
    counter?: { value: number; exemplar?: ReadExemplar; createdTimestamp?: ReadTime }
    histogram?: ReadHistogram
  }>
}

/** Throws where a message is cut short, or holds what is none of these. */
export function readFamilies(bytes: Buffer): ReadFamily[] {
  const reader = protobuf.Reader.create(bytes)
  const families: ReadFamily[] = []
  while (reader.pos < reader.len) {
    const message = Family.decodeDelimited(reader)
    families.push(
      Family.toObject(message, { longs: Number, enums: String, arrays: true }) as unknown as ReadFamily,
    )
  }
  return families
}
