"""The recurrent encoder-decoder of Keras' own layers on TensorFlow, trained with `train_on_batch`."""

import os
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from peer import Arrays, Unsupported, serve

LAYERS = {"gru": layers.GRU, "lstm": layers.LSTM}


class Weights:
    """Puts our parameters into Keras' variables, now and again."""

    def __init__(self, ours: Arrays):
        self.ours = ours
        self.shared: list[tuple[keras.Variable, np.ndarray]] = []

    def load(self, layer: layers.Layer, *values: np.ndarray) -> None:
        assert len(layer.trainable_variables) == len(values), layer.name
        self.shared.extend(zip(layer.trainable_variables, values))

    def load_recurrent(self, layer: layers.Layer, prefix: str) -> None:
        kernel, recurrent, bias = (
            self.ours[f"{prefix}.{name}"] for name in ("kernel", "recurrent_kernel", "bias")
        )
        recurrent_bias = self.ours.get(f"{prefix}.recurrent_bias")
        if recurrent_bias is None:
            self.load(layer, kernel, recurrent, bias)
        else:
            biases = np.stack([gates_zrn(bias), gates_zrn(recurrent_bias)])
            self.load(layer, gates_zrn(kernel), gates_zrn(recurrent), biases)

    def restore(self) -> None:
        for variable, initial in self.shared:
            variable.assign(initial)


def gates_zrn(values: np.ndarray) -> np.ndarray:
    """Our gates r, z, n in Keras' order."""
    r, z, n = np.split(values, 3, axis=-1)
    return np.concatenate([z, r, n], axis=-1)


class AttentionSteps(layers.Layer):
    """One-layer decoder with additive attention and input feeding: a loop, as each step needs the one before."""

    def __init__(self, decoder: dict[str, Any], keys: int):
        super().__init__()
        hidden = decoder["hidden_size"]
        self.cell = layers.GRUCell(hidden)
        self.key_layer = layers.Dense(keys, use_bias=False)
        self.query_layer = layers.Dense(keys, use_bias=False)
        self.energy_layer = layers.Dense(1, use_bias=False)
        self.attentional_layer = layers.Dense(hidden, use_bias=False, activation="tanh")

    def call(self, embedded, outputs, mask, state):
        keys = self.key_layer(outputs)
        padding = (ops.cast(mask, "float32") - 1.0) * 1e9
        attentional = ops.zeros_like(state)
        vectors = []
        for x in ops.unstack(embedded, axis=1):
            energies = self.energy_layer(ops.tanh(self.query_layer(state)[:, None] + keys))[:, :, 0]
            weights = ops.softmax(energies + padding)
            context = ops.matmul(weights[:, None], outputs)[:, 0]
            state, _ = self.cell(ops.concatenate([x, attentional, context], 1), [state])
            attentional = self.attentional_layer(ops.concatenate([state, context], 1))
            vectors.append(attentional)
        return ops.stack(vectors, 1)


def build(case: dict[str, Any], weights: Weights) -> keras.Model:
    encoder, decoder, size = case["model"]["encoder"], case["model"]["decoder"], case["size"]
    if encoder["type"] == "ntm" or "featureSize" in size:
        raise Unsupported("only encoder-decoders from tokens to tokens")
    attention = decoder["attention"]["type"]
    cell = encoder["rnn_type"]
    vocabulary, width = size["vocabulary"], encoder["embeddings"]["embedding_dim"]
    source_ids = keras.Input((size["sourceTime"],), size["batch"], dtype="int32")
    mask = keras.Input((size["sourceTime"],), size["batch"], dtype="bool")
    target_input_ids = keras.Input((size["targetTime"],), size["batch"], dtype="int32")

    def embed(ids, name: str, dropout: float):
        layer = layers.Embedding(vocabulary, width)
        embedded = layer(ids)
        weights.load(layer, weights.ours[name])
        return layers.Dropout(dropout)(embedded) if dropout > 0 else embedded

    def dropped(sequence, index: int, dropout: float):
        return layers.Dropout(dropout)(sequence) if dropout > 0 and index > 0 else sequence

    sequence = embed(source_ids, "encoder.embeddings", encoder["dropout"])
    last = []
    for index in range(encoder["num_layers"]):
        layer = LAYERS[cell](encoder["hidden_size"], return_sequences=True, return_state=True)
        prefix = f"encoder.layers.{index}"
        if encoder["bidirectional"]:
            both = layers.Bidirectional(layer)
            sequence, *state = both(dropped(sequence, index, encoder["dropout"]), mask=mask)
            weights.load_recurrent(both.forward_layer, f"{prefix}.forward")
            weights.load_recurrent(both.backward_layer, f"{prefix}.backward")
            half = len(state) // 2
            state = [ops.concatenate([state[i], state[half + i]], 1) for i in range(half)]
        else:
            sequence, *state = layer(dropped(sequence, index, encoder["dropout"]), mask=mask)
            weights.load_recurrent(layer, f"{prefix}.forward")
        last.append(state)
    outputs = sequence

    embedded = embed(target_input_ids, "decoder.embeddings", decoder["dropout"])
    attentional = layers.Dense(decoder["hidden_size"], use_bias=False, activation="tanh")
    if attention == "bahdanau" and cell == "gru" and decoder["input_feeding"] and decoder["num_layers"] == 1:
        bridge = layers.Dense(decoder["hidden_size"], activation="tanh")
        first = bridge(last[-1][0])
        weights.load(bridge, weights.ours["decoder.bridge.kernel"], weights.ours["decoder.bridge.bias"])
        steps = AttentionSteps(decoder, weights.ours["decoder.attention.energy"].shape[0])
        vectors = steps(embedded, outputs, mask, first)
        weights.load_recurrent(steps.cell, "decoder.layers.0")
        for name in ("key_kernel", "query_kernel", "energy"):
            layer = getattr(steps, name.replace("_kernel", "") + "_layer")
            weights.load(layer, weights.ours[f"decoder.attention.{name}"])
        attentional = steps.attentional_layer
    elif attention == "dot" and decoder["init_hidden"] == "last" and not decoder["input_feeding"]:
        hidden = embedded
        for index in range(decoder["num_layers"]):
            layer = LAYERS[cell](decoder["hidden_size"], return_sequences=True)
            state = last[len(last) - decoder["num_layers"] + index]
            hidden = layer(dropped(hidden, index, decoder["dropout"]), initial_state=state)
            weights.load_recurrent(layer, f"decoder.layers.{index}")
        context = layers.Attention()([hidden, outputs], mask=[None, mask])
        vectors = attentional(layers.Concatenate()([hidden, context]))
    else:
        raise Unsupported("only the decoders of the reference models")
    weights.load(attentional, weights.ours["decoder.attentional.kernel"])
    if decoder["hidden_dropout"] > 0:
        vectors = layers.Dropout(decoder["hidden_dropout"])(vectors)
    output = layers.Dense(vocabulary)
    logits = output(vectors)
    weights.load(output, weights.ours["decoder.output.kernel"], weights.ours["decoder.output.bias"])
    return keras.Model([source_ids, mask, target_input_ids], logits)


def mean_token_loss(targets, logits):
    """Targets below zero are padding."""
    mask = ops.cast(targets >= 0, "float32")
    losses = keras.losses.sparse_categorical_crossentropy(ops.maximum(targets, 0), logits, from_logits=True)
    return ops.sum(losses * mask) / ops.sum(mask)


class KerasTrainer:
    def __init__(self, case: dict[str, Any], weights: Arrays, batch: Arrays):
        keras.backend.clear_session()
        self.weights = Weights(weights)
        self.model = build(case, self.weights)
        training = case["training"]
        beta_1, beta_2 = training["adam_betas"]
        self.model.compile(
            optimizer=keras.optimizers.Adam(
                training["learning_rate"],
                beta_1,
                beta_2,
                epsilon=1e-8,
                global_clipnorm=training["clip_grad_norm"],
            ),
            loss=mean_token_loss,
        )
        mask = positions(batch["source_ids"]) < batch["source_lengths"][:, None]
        self.inputs = [batch["source_ids"], mask, batch["target_input_ids"]]
        padding = positions(batch["target_output_ids"]) >= batch["target_lengths"][:, None]
        self.targets = np.where(padding, -1, batch["target_output_ids"])

    def reset(self) -> None:
        self.weights.restore()
        for variable in self.model.optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(ops.zeros_like(variable))

    def step(self) -> object:
        return self.model.train_on_batch(self.inputs, self.targets)

    def loss(self) -> float:
        # What train_on_batch gives is the mean since the last reset.
        self.model.reset_metrics()
        return float(self.step())


def positions(ids: np.ndarray) -> np.ndarray:
    return np.arange(ids.shape[1])[None]


if __name__ == "__main__":
    threads = int(os.environ["TF_NUM_INTRAOP_THREADS"])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    serve("Keras", f"{keras.__version__} on TensorFlow {tf.__version__}", KerasTrainer)
