import { BenchPeer, type PeerCommand } from './benchPeer';

type Started = Awaited<ReturnType<typeof BenchPeer.start>>;

/** The programs that run at the moment. */
export class RunningPeers {
  private readonly started = new Map<PeerCommand, Started>();

  /** Starts the program unless it runs already. */
  async get(command: PeerCommand): Promise<Started> {
    const known = this.started.get(command);
    if (known?.peer.isAlive === true) return known;
    const started = await BenchPeer.start(command);
    this.started.set(command, started);
    return started;
  }

  async stop(): Promise<void> {
    const stopped = [...this.started.values()].map(({ peer }) => peer.stop());
    this.started.clear();
    await Promise.all(stopped);
  }
}
