// Facts that the data show and the database does not declare (keys of subjects, foreign keys of
// joins), and the indexes that the mapping's joins lack: proposals, for a person to judge.
#ifndef ANAMORPH_MAPPING_SUGGEST_FACTS_H
#define ANAMORPH_MAPPING_SUGGEST_FACTS_H

#include "base/buffer.h"
#include "base/db/connection.h"
#include "mapping/model.h"

// Appends lines in the format of fact files (mapping/README.md), with the statements that would
// declare the same as comments. Each question to the database reads two million rows at most and
// ends after ten seconds; what does not show by then is not suggested. Sets the connection's
// statement_timeout. Errors: STATUS_DATABASE.
Status mapping_suggest_facts(const Mapping *mapping, Connection *db, Buffer *out,
                             Error *err) MUST_CHECK;

#endif
