// Drawing parameters.
#include "tests/bench/bsbm/draw.h"

#include <stdlib.h>
#include <string.h>

#define INSTANCES "http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/"

typedef struct Drawn {
  char kind;
  int number;
} Drawn;

static void add_iri(Buffer *out, const BsbmWorld *world, Drawn drawn) {
  const int nr = drawn.number;
  switch (drawn.kind) {
    case 'T': buffer_printf(out, INSTANCES "ProductType%d", nr); break;
    case 'F': buffer_printf(out, INSTANCES "ProductFeature%d", nr); break;
    case 'P':
      buffer_printf(out, INSTANCES "dataFromProducer%d/Product%d", bsbm_producer_of(world, nr), nr);
      break;
    case 'O':
      buffer_printf(out, INSTANCES "dataFromVendor%d/Offer%d", bsbm_vendor_of(world, nr), nr);
      break;
    case 'R':
      buffer_printf(out, INSTANCES "dataFromRatingSite%d/Review%d", bsbm_rating_site_of(world, nr),
                    nr);
      break;
    default: abort();  // the others are no resources
  }
}

static void add_sparql(Buffer *out, const BsbmWorld *world, Drawn drawn) {
  char word[16];
  if (drawn.kind == 'W') {
    bsbm_word(drawn.number, word);
    buffer_add_text(out, word);
  } else if (drawn.kind == 'N') {
    buffer_printf(out, "%d", drawn.number);
  } else {
    buffer_add_char(out, '<');
    add_iri(out, world, drawn);
    buffer_add_char(out, '>');
  }
}

static void add_sql(Buffer *out, const BsbmWorld *world, Drawn drawn, Drawn before) {
  char word[16];
  if (drawn.kind == 'W') {
    bsbm_word(drawn.number, word);
    buffer_add_text(out, word);
  } else if (drawn.kind == 'I') {
    add_iri(out, world, before);
  } else {
    buffer_printf(out, "%d", drawn.number);
  }
  buffer_add_char(out, '\0');
}

// leaf: the type that this call's features belong to, set by a T before them.
static int draw(const BsbmWorld *world, char kind, int *leaf, Random *random) {
  const BsbmScale *scale = bsbm_world_scale(world);
  switch (kind) {
    case 'T': return *leaf = bsbm_random_leaf(world, random);
    case 'F': return bsbm_random_feature(world, *leaf, random);
    case 'P': return draw_between(random, 1, scale->products);
    case 'O': return draw_between(random, 1, scale->offers);
    case 'R': return draw_between(random, 1, scale->reviews);
    case 'W': return draw_between(random, 0, BSBM_WORDS - 1);
    case 'N': return draw_between(random, 1, 500);
    default: return 0;
  }
}

void bsbm_draw(const BsbmWorld *world, const Question *question, Random *random, Call *call) {
  Drawn drawn[MOST_PARAMETERS];
  size_t start[MOST_PARAMETERS];
  int leaf = 0, count = 0;
  buffer_clear(&call->sparql);
  buffer_clear(&call->values);
  for (const char *kind = question->parameters; *kind != '\0' && count < MOST_PARAMETERS; kind++) {
    drawn[count] = (Drawn){*kind, draw(world, *kind, &leaf, random)};
    start[count] = call->values.length;
    add_sql(&call->values, world, drawn[count], drawn[count > 0 ? count - 1 : 0]);
    count++;
  }
  call->question = question;
  call->parameter_count = count;
  for (int i = 0; i < count; i++) call->value[i] = call->values.data + start[i];
  for (const char *at = question->sparql; *at != '\0'; at++)
    if (*at == '%')
      add_sparql(&call->sparql, world, drawn[*++at - '1']);
    else
      buffer_add_char(&call->sparql, *at);
}
