// Requests of OTLP as a stranger writes them: by protobufjs from the definitions, or as JSON. What one says the other says too.
import protobufjs from 'protobufjs'

/** The messages that have what a source may read, and some that it passes over. */
const { root } = protobufjs.parse(`
syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message TraceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16;
  string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10; repeated Event events = 11; uint32 dropped_events_count = 12; repeated Link links = 13;
  Status status = 15; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4; fixed32 flags = 6; }
message Status { string message = 2; int32 code = 3; }
message LogsRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message LogRecord { fixed64 time_unix_nano = 1; fixed64 observed_time_unix_nano = 11; int32 severity_number = 2;
  string severity_text = 3; AnyValue body = 5; repeated KeyValue attributes = 6; fixed32 flags = 8; bytes trace_id = 9;
  bytes span_id = 10; string event_name = 12; }
message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message Metric { string name = 1; string description = 2; string unit = 3; oneof data { Gauge gauge = 5; Sum sum = 7;
  Histogram histogram = 9; } }
message Gauge { repeated NumberDataPoint data_points = 1; }
message Sum { repeated NumberDataPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
message HistogramDataPoint { fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4; double sum = 5; }
message NumberDataPoint { fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; oneof value { double as_double = 4;
  sfixed64 as_int = 6; } repeated KeyValue attributes = 7; uint32 flags = 8; }
message Response { PartialSuccess partial_success = 1; }
message PartialSuccess { int64 rejected = 1; string error_message = 2; }
message RpcStatus { int32 code = 1; string message = 2; }
`)

export type MessageType = 'TraceRequest' | 'LogsRequest' | 'MetricsRequest' | 'Response' | 'RpcStatus'

/** Plain objects, ids as hexadecimal digits and numbers of 64 bits as texts: as the JSON of OTLP has them. */
export type Plain = { readonly [name: string]: unknown }

/** The same in Protocol Buffers. */
export function encoded(type: MessageType, plain: Plain): Uint8Array {
  const Type = root.lookupType(type)
  return Type.encode(Type.fromObject(withBytes(plain) as Plain)).finish()
}

export function decoded(type: MessageType, bytes: Uint8Array): Plain {
  const Type = root.lookupType(type)
  return Type.toObject(Type.decode(bytes), { longs: String })
}

export function asJson(plain: Plain): Uint8Array {
  return Buffer.from(JSON.stringify(plain))
}

const IDS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId'])

function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      IDS.has(name) ? Buffer.from(String(inner), 'hex') : withBytes(inner),
    ]),
  )
}

/** Attributes as a list. A whole number is an integer. */
export function attributesOf(values: Readonly<Record<string, string | number | boolean>>): Plain[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: string | number | boolean): Plain {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

type Attributes = Parameters<typeof attributesOf>[0]

export function nanos(millis: number): string {
  return `${millis}000000`
}

export const TRACE_ID = '5b8efff798038103d269b633813fc60c'
export const SPAN_ID = 'eee19b7ec3c1b174'

/** A good span of 5 s, with these attributes. */
export function spanMessage(at: number, attributes: Attributes, more: Plain = {}): Plain {
  return {
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    name: 'a span',
    kind: 3,
    startTimeUnixNano: nanos(at),
    endTimeUnixNano: nanos(at + 5000),
    attributes: attributesOf(attributes),
    ...more,
  }
}

export function traceRequest(spans: readonly Plain[], resource: Attributes = {}): Plain {
  return {
    resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans: [{ spans }] }],
  }
}

export function logsRequest(logRecords: readonly Plain[], resource: Attributes = {}): Plain {
  return {
    resourceLogs: [{ resource: { attributes: attributesOf(resource) }, scopeLogs: [{ logRecords }] }],
  }
}

export function metricsRequest(metrics: readonly Plain[], resource: Attributes = {}): Plain {
  return {
    resourceMetrics: [{ resource: { attributes: attributesOf(resource) }, scopeMetrics: [{ metrics }] }],
  }
}
