// with_cluster COMMAND…: runs a command with a private PostgreSQL cluster at hand, whose socket
// folder is in ANAMORPH_TEST_CLUSTER (and PGHOST, PGUSER: psql works as it is), and stops it
// afterwards.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/db/cluster.h"

int main(int argc, char **argv) {
  if (argc < 2) {
    (void)fprintf(stderr, "usage: with_cluster COMMAND [ARGUMENT…]\n");
    return 2;
  }
  Cluster *cluster = NULL;
  Error err = {0};
  if (cluster_start(&cluster, &err) != STATUS_OK) {
    (void)fprintf(stderr, "with_cluster: %s\nhint: %s\n", err.message, err.hint);
    return 1;
  }
  (void)setenv("ANAMORPH_TEST_CLUSTER", cluster_socket_folder(cluster), 1);
  (void)setenv("ANAMORPH_PG_BIN", cluster_binaries(cluster), 1);
  (void)setenv("PGHOST", cluster_socket_folder(cluster), 1);
  (void)setenv("PGPORT", "5432", 1);
  (void)setenv("PGUSER", "anamorph", 1);
  int status = 0;
  const pid_t child = fork();
  if (child == 0) {
    (void)execvp(argv[1], argv + 1);
    perror(argv[1]);
    _exit(127);
  }
  if (child < 0 || waitpid(child, &status, 0) != child) status = 1 << 8;
  cluster_stop(cluster);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
