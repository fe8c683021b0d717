// What differs from one evaluation to the next: RAND, UUID and blank nodes (17.4.2.9, 17.4.4.5),
// and NOW, which does not (17.4.5.1).
#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"

// xorshift128+ (Vigna 2017).
uint64_t random_next(Evaluator *evaluator) {
  uint64_t x = evaluator->random[0];
  const uint64_t y = evaluator->random[1];
  evaluator->random[0] = y;
  x ^= x << 23;
  evaluator->random[1] = x ^ y ^ (x >> 17) ^ (y >> 26);
  return evaluator->random[1] + y;
}

EVALUATE(evaluate_rand) {
  (void)count;
  (void)args;
  const Number number = {.rank = NUMBER_DOUBLE,
                         .real = (double)(random_next(this->evaluator) >> 11) * 0x1.0p-53};
  return typed_number(this->memory, &number);
}

// RFC 4122, version 4.
EVALUATE(evaluate_uuid) {
  (void)count;
  (void)args;
  const uint64_t a = random_next(this->evaluator), b = random_next(this->evaluator);
  const char *text = arena_format(this->memory, "urn:uuid:%08x-%04x-4%03x-%04x-%012llx",
                                  (unsigned)(a >> 32), (unsigned)(a >> 16) & 0xffffu,
                                  (unsigned)a & 0xfffu, ((unsigned)(b >> 48) & 0x3fffu) | 0x8000u,
                                  (unsigned long long)(b & 0xffffffffffffu));
  const size_t prefix = strlen("urn:uuid:");
  if (this->call->u.call.function == FN_STRUUID)
    return typed_string(this->memory, text + prefix, strlen(text) - prefix);
  return term_iri(typed_symbol(this->memory, text, strlen(text)));
}

// BNODE(x) is one blank node for x in one solution: its label says both.
EVALUATE(evaluate_bnode) {
  Evaluator *evaluator = this->evaluator;
  const char *text =
      count == 0 ? arena_format(this->memory, "%llx.%llu", (unsigned long long)evaluator->label,
                                (unsigned long long)++evaluator->fresh)
                 : arena_format(this->memory, "%llx.%llu.%s", (unsigned long long)evaluator->label,
                                (unsigned long long)this->solution->id, args[0].lexical->text);
  return term_blank(typed_symbol(this->memory, text, strlen(text)));
}

EVALUATE(evaluate_now) {
  (void)count;
  (void)args;
  const char *now = this->evaluator->now;
  return term_literal(typed_symbol(this->memory, now, strlen(now)), &XSD_DATE_TIME);
}
