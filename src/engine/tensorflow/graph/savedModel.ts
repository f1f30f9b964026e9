import { Writer } from 'protobufjs/minimal';
import { functionRef } from './functionRef';
import {
  dataType,
  type Attributes,
  type AttributeValue,
  type Graph,
  type GraphArgument,
  type GraphFunction,
  type GraphNode,
  type TensorValue,
} from './graphNode';

/** Under which tag the graph is found in the model. */
export const graphTag = 'serve';

/**
 * A graph's format version, and the oldest TensorFlow that has to understand it (`versions.proto`): those that
 * TensorFlow 2.9 writes.
 */
const producer = 1087;
const minimalConsumer = 12;

/** Field numbers and wire types of the messages, as `field << 3 | wireType`. */
const message = 2;
const varint = 0;
const fixed32 = 5;
const tag = (field: number, wireType: number): number => (field << 3) | wireType;

/**
 * The bytes of a `saved_model.pb` that holds one graph and nothing else: variables get their values from placeholders, so
 * there is no folder of them, no initialisation and no signature.
 *
 * Field numbers: tensorflow/core/protobuf/saved_model.proto, meta_graph.proto and tensorflow/core/framework/*.proto.
 */
export function encodeSavedModel({ nodes, functions }: Graph): Uint8Array {
  const writer = Writer.create();
  writer.uint32(tag(1, varint)).int64(1); // SavedModel.saved_model_schema_version
  writer.uint32(tag(2, message)).fork(); // SavedModel.meta_graphs
  writer.uint32(tag(1, message)).fork(); // MetaGraphDef.meta_info_def
  writer.uint32(tag(4, message)).string(graphTag); // MetaInfoDef.tags
  writer.ldelim();
  writer.uint32(tag(2, message)).fork(); // MetaGraphDef.graph_def
  for (const node of nodes) encodeNode(writer.uint32(tag(1, message)).fork(), node).ldelim(); // GraphDef.node
  writer.uint32(tag(2, message)).fork(); // GraphDef.library
  for (const each of functions) encodeFunction(writer.uint32(tag(1, message)).fork(), each).ldelim(); // FunctionDefLibrary.function
  writer.ldelim();
  writer.uint32(tag(4, message)).fork(); // GraphDef.versions
  writer.uint32(tag(1, varint)).int32(producer).uint32(tag(2, varint)).int32(minimalConsumer);
  return writer.ldelim().ldelim().ldelim().finish();
}

/** NodeDef */
function encodeNode(writer: Writer, { name, operation, inputs, attributes }: GraphNode): Writer {
  writer.uint32(tag(1, message)).string(name);
  writer.uint32(tag(2, message)).string(operation);
  for (const input of inputs) writer.uint32(tag(3, message)).string(input);
  return encodeAttributes(writer, 5, attributes);
}

/** A map of names to `AttrValue`s. */
function encodeAttributes(writer: Writer, field: number, attributes: Attributes): Writer {
  for (const [key, value] of Object.entries(attributes)) {
    writer.uint32(tag(field, message)).fork().uint32(tag(1, message)).string(key);
    encodeAttribute(writer.uint32(tag(2, message)).fork(), value)
      .ldelim()
      .ldelim();
  }
  return writer;
}

/** FunctionDef */
function encodeFunction(writer: Writer, { name, parameters, inputs, outputs, nodes }: GraphFunction): Writer {
  const operations = new Map(nodes.map((node) => [node.name, node.operation]));
  const refOf = (ref: string) => functionRef(ref, (node) => operations.get(node));
  writer.uint32(tag(1, message)).fork(); // FunctionDef.signature, an OpDef
  writer.uint32(tag(1, message)).string(name);
  for (const input of inputs) encodeArgument(writer.uint32(tag(2, message)).fork(), input).ldelim();
  for (const output of outputs) encodeArgument(writer.uint32(tag(3, message)).fork(), output).ldelim();
  for (const parameter of parameters)
    writer
      .uint32(tag(4, message))
      .fork()
      .uint32(tag(1, message))
      .string(parameter) // OpDef.AttrDef
      .uint32(tag(2, message))
      .string('func')
      .ldelim();
  writer.ldelim();
  for (const node of nodes)
    encodeNode(writer.uint32(tag(3, message)).fork(), { ...node, inputs: node.inputs.map(refOf) }).ldelim();
  for (const output of outputs) {
    writer.uint32(tag(4, message)).fork().uint32(tag(1, message)).string(output.name); // FunctionDef.ret
    writer.uint32(tag(2, message)).string(refOf(output.ref)).ldelim();
  }
  encodeAttributes(writer, 5, functionMarks); // FunctionDef.attr
  return writer;
}

/** By which TensorFlow's optimiser leaves a function alone. */
const functionMarks: Attributes = { _noinline: { bool: true }, _tf_data_function: { bool: true } };

/** OpDef.ArgDef */
function encodeArgument(writer: Writer, { name, dtype }: GraphArgument): Writer {
  return writer.uint32(tag(1, message)).string(name).uint32(tag(3, varint)).int32(dataType[dtype]);
}

/** AttrValue */
function encodeAttribute(writer: Writer, value: AttributeValue): Writer {
  if ('type' in value) return writer.uint32(tag(6, varint)).int32(value.type);
  if ('int' in value) return writer.uint32(tag(3, varint)).int64(value.int);
  if ('ints' in value) {
    writer.uint32(tag(1, message)).fork().uint32(tag(3, message)).fork(); // ListValue.i
    for (const int of value.ints) writer.int64(int);
    return writer.ldelim().ldelim();
  }
  if ('float' in value) return writer.uint32(tag(4, fixed32)).float(value.float);
  if ('bool' in value) return writer.uint32(tag(5, varint)).bool(value.bool);
  if ('text' in value) return writer.uint32(tag(2, message)).string(value.text);
  if ('bytes' in value) return writer.uint32(tag(2, message)).bytes(value.bytes);
  if ('parameter' in value) return writer.uint32(tag(9, message)).string(value.parameter);
  if ('function' in value) {
    writer.uint32(tag(10, message)).fork().uint32(tag(1, message)).string(value.function); // NameAttrList
    encodeAttributes(writer, 2, value.parameters ?? {});
    return writer.ldelim();
  }
  if ('types' in value) {
    writer.uint32(tag(1, message)).fork().uint32(tag(6, message)).fork();
    for (const type of value.types) writer.int32(type);
    return writer.ldelim().ldelim();
  }
  if ('shape' in value) return encodeShape(writer.uint32(tag(7, message)).fork(), value.shape).ldelim();
  return encodeTensor(writer.uint32(tag(8, message)).fork(), value.tensor).ldelim();
}

/** TensorShapeProto */
function encodeShape(writer: Writer, shape: readonly number[]): Writer {
  for (const size of shape) writer.uint32(tag(2, message)).fork().uint32(tag(1, varint)).int64(size).ldelim();
  return writer;
}

/** TensorProto */
function encodeTensor(writer: Writer, { dtype, shape, content }: TensorValue): Writer {
  writer.uint32(tag(1, varint)).int32(dataType[dtype]);
  encodeShape(writer.uint32(tag(2, message)).fork(), shape).ldelim();
  if (typeof content !== 'number') return writer.uint32(tag(4, message)).bytes(content); // tensor_content
  // One element of a list that is too short: it counts for all that are missing.
  if (dtype === 'float32') return writer.uint32(tag(5, fixed32)).float(content);
  return writer.uint32(tag(dtype === 'bool' ? 11 : 7, varint)).int32(content);
}
