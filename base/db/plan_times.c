// Preparing statements, and asking what planning them costs.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/db/connection_parts.h"

Status connection_prepare(Connection *db, const char *sql, char name[PREPARED_NAME], Error *err) {
  char dropped[PREPARED_NAME];
  bool is_new;
  prepared_name(db->prepared, sql, name, &is_new, dropped);
  if (dropped[0] != '\0') {
    char command[PREPARED_NAME + 16];
    (void)snprintf(command, sizeof command, "DEALLOCATE %s", dropped);
    PQclear(PQexec(db->pg, command));
  }
  if (!is_new) return STATUS_OK;
  PGresult *result = PQprepare(db->pg, name, sql, 0, NULL);
  Status status = STATUS_OK;
  if (PQresultStatus(result) != PGRES_COMMAND_OK) {
    status = connection_error(db, result, sql, err);
    prepared_forget(db->prepared, sql);
  }
  PQclear(result);
  return status;
}

// --- EXPLAIN -------------------------------------------------------------------------------------

// A statement to be explained, and for how long.
typedef struct Explained {
  const char *name;
  int count;
  const char *const *value;
  unsigned limit_ms;
} Explained;

// EXPLAIN EXECUTE name(values). A literal takes the parameter's type. TIMING OFF: without a look at
// the clock for each row.
static Status write_command(Connection *db, const Explained *what, Buffer *out, Error *err) {
  buffer_printf(out, "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY) EXECUTE %s", what->name);
  for (int i = 0; i < what->count; i++) {
    char *literal = PQescapeLiteral(db->pg, what->value[i], strlen(what->value[i]));
    if (literal == NULL) return connection_error(db, NULL, NULL, err);
    buffer_add_text(out, i == 0 ? "(" : ", ");
    buffer_add_text(out, literal);
    PQfreemem(literal);
  }
  if (what->count > 0) buffer_add_char(out, ')');
  return STATUS_OK;
}

// The milliseconds of the line that begins so; -1: there is none.
static double read_line(const PGresult *report, const char *label) {
  const size_t length = strlen(label);
  for (int i = PQntuples(report) - 1; i >= 0; i--) {
    const char *line = PQgetvalue(report, i, 0);
    if (strncmp(line, label, length) == 0) return strtod(line + length, NULL);
  }
  return -1;
}

// The plan for all values is made by the first EXPLAIN of it, so what that says of planning does
// not count.
static Status time_plan(Connection *db, const Explained *what, PlanMode mode, double *out,
                        Error *err) {
  connection_set_plan_mode(db, mode);
  Buffer command = {0};
  PGresult *report = NULL;
  Status status = write_command(db, what, &command, err);
  if (status == STATUS_OK) status = connection_query(db, buffer_text(&command), &report, err);
  buffer_free(&command);
  *out = what->limit_ms;
  if (status == STATUS_LIMIT) return STATUS_OK;
  TRY(status);
  const double planning = read_line(report, "Planning Time: ");
  const double execution = read_line(report, "Execution Time: ");
  PQclear(report);
  if (planning < 0 || execution < 0)
    return error_set(err, STATUS_DATABASE, "PostgreSQL's EXPLAIN does not say its times");
  *out = execution + (mode == PLAN_CUSTOM ? planning : 0);
  return STATUS_OK;
}

static Status time_both(Connection *db, const Explained *what, PlanTimes *out, Error *err) {
  TRY(time_plan(db, what, PLAN_CUSTOM, &out->custom, err));
  return time_plan(db, what, PLAN_GENERIC, &out->generic, err);
}

// Each the lesser of two: a busy moment does not come twice, a bad plan does.
Status connection_plan_times(Connection *db, const char *sql, int count, const char *const value[],
                             unsigned limit_ms, PlanTimes *out, Error *err) {
  char name[PREPARED_NAME];
  TRY(connection_prepare(db, sql, name, err));
  connection_set_timeout(db, limit_ms);
  const Explained what = {name, count, value, limit_ms};
  PlanTimes again;
  TRY(time_both(db, &what, out, err));
  TRY(time_both(db, &what, &again, err));
  if (again.custom < out->custom) out->custom = again.custom;
  if (again.generic < out->generic) out->generic = again.generic;
  return STATUS_OK;
}
