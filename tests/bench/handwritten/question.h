// A question, asked twice: a file in SPARQL and the SQL that an expert would write for it.
//
// The SQL returns raw columns. Comments at its top say how they are compared with the solutions:
//
//   -- ?stop http://example.org/stops/{stop_id}   the variable is this template over columns; of
//   several
//                                                 templates the first counts whose columns are not
//                                                 NULL
//   -- parameters: TFFN                           what stands for %1 … in SPARQL and $1 … in SQL, a
//   letter each
//   -- in order: ?label                           only this variable is compared, in order (ties
//   may be cut
//                                                 differently)
//   -- not compared                               the forms differ: a graph against rows
//
// A variable without a template is the column of its name.
#ifndef ANAMORPH_TESTS_BENCH_HANDWRITTEN_QUESTION_H
#define ANAMORPH_TESTS_BENCH_HANDWRITTEN_QUESTION_H

#include "base/vec.h"
#include "tests/bench/measure.h"

enum { MOST_PARAMETERS = 6 };

typedef struct TermTemplate {
  const char *variable;
  const char *text;  // with {column}s
} TermTemplate;

typedef struct Question {
  const char *name;
  const char *sparql, *sql;
  const char *parameters;  // kinds, "" for none
  const char *in_order;    // a variable, or NULL
  bool not_compared;
  bool is_graph;  // CONSTRUCT or DESCRIBE
  VEC(TermTemplate) templates;
} Question;

typedef VEC(Question) Questions;

// Every NAME.rq of one folder that has its NAME.sql in the other.
void questions_read(const char *sparql_folder, const char *sql_folder, Arena *arena,
                    Questions *out);

// One question with its parameters. The buffers are reused from call to call; value[i] points into
// `values`.
typedef struct Call {
  const Question *question;
  Buffer sparql, values;
  int parameter_count;
  const char *value[MOST_PARAMETERS];
} Call;

void call_free(Call *call);

#endif
