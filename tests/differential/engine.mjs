// The independent engine as the tests hold it: a thread that is given up when it takes too long.
import { Worker } from 'node:worker_threads';

// The engine came to grief, whatever it was asked.
export class Crash extends Error {}

export class Reference {
  #seconds;
  #worker = null;
  #next = 0;
  #loaded = null;
  #entailed = null;

  constructor(seconds) {
    this.#seconds = seconds;
  }

  #call(message, seconds) {
    this.#worker ??= new Worker(new URL('reference.mjs', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 8192 },
    });
    const worker = this.#worker;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#worker = null;
        worker.terminate();
        reject(new Error(`no answer in ${seconds} s`));
      }, seconds * 1000);
      const finish = (settle) => {
        clearTimeout(timer);
        worker.removeAllListeners('message');
        worker.removeAllListeners('error');
        settle();
      };
      worker.on('message', (reply) => {
        if (reply.id !== id) return;
        finish(() => {
          if (reply.error === undefined) return resolve(reply.done);
          if (!reply.crashed) return reject(new Error(reply.error));
          this.#worker = null;
          worker.terminate();
          reject(new Crash(reply.error));
        });
      });
      worker.on('error', (error) => {
        this.#worker = null;
        finish(() => reject(error));
      });
      worker.postMessage({ id, ...message });
    });
  }

  load(file) {
    this.#loaded = file;
    this.#entailed = null;
    return this.#call({ action: 'load', argument: file }, 900);
  }

  async ask(query) {
    if (this.#worker === null) {
      const entailed = this.#entailed;
      await this.load(this.#loaded);
      if (entailed !== null) await this.entail(entailed);
    }
    return this.#call({ action: 'ask', argument: query }, this.#seconds);
  }

  // What is loaded with triples, and updates run until nothing changes; the number of quads then.
  entail(argument) {
    this.#entailed = argument;
    return this.#call({ action: 'entail', argument }, 1800);
  }

  statements(file, format) {
    return this.#call({ action: 'statements', argument: file, format }, 300);
  }

  parse(file, format) {
    return this.#call({ action: 'parse', argument: file, format }, 300);
  }

  close() {
    this.#worker?.terminate();
  }
}
