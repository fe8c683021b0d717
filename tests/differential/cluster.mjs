// A program run again within a PostgreSQL cluster of its own, unless one is at hand.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

// Returns where ANAMORPH_TEST_CLUSTER names a cluster; else the process ends with the status of its twin.
export const withinCluster = (build) => {
  if (process.env.ANAMORPH_TEST_CLUSTER) return;
  const cluster = join(build, 'tests', 'tools', 'with_cluster');
  const twin = spawnSync(cluster, [process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(twin.status ?? 1);
};
