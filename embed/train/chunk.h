// A chunk: questions that share their negative answers (joint negatives), learnt together. A
// question is a triple seen from its head: (head, relation, ?), whose true answer is the tail.
#ifndef ANAMORPH_EMBED_TRAIN_CHUNK_H
#define ANAMORPH_EMBED_TRAIN_CHUNK_H

#include "embed/train/trainer.h"

typedef struct Question {
  Triple triple;
  EdgeSpan known;  // its answers in training
} Question;

// What one thread works with. The caller fills question[] (room for `most`), by relation, of which
// there is one where the model projects answers, and negative[settings.negatives].
typedef struct Chunk {
  Question *question;
  int32_t *negative;
  struct ChunkWork *work;
} Chunk;

Chunk chunk_create(const Trainer *trainer, size_t most);
void chunk_free(Chunk *chunk);

// Learns count > 0 questions. Returns the sum of their losses. Rows change without locks
// (kernel.h); negative[] changes its order.
double chunk_learn(const Trainer *trainer, Chunk *chunk, size_t count);

// Bytes of a chunk of `most` questions.
size_t chunk_bytes(const Settings *settings, size_t most);

#endif
