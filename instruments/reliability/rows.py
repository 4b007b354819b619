"""The rows of the result, the four that stay in sight first."""

from __future__ import annotations

from instruments.frame.result import Row, table

GROUPS = {
    "goodput": "What is left", "failures": "What fails", "checkpoints": "Checkpoints", "spares": "Spares", "silent": "Silent errors",
    "data": "Data",
}  # fmt: skip
ROWS = table(
    Row("goodput", "Goodput", "1", "goodput", "Share of the run's time that becomes work that lasts.", spoken="%",
        gives="forge.goodput"),
    Row("useful_time", "Lasting work", "s", "goodput", "What the run would have taken if nothing ever failed."),
    Row("writing", "Writing checkpoints", "1", "goodput", "Training stands still meanwhile.", spoken="%"),
    Row("lost", "Lost work", "1", "goodput", "Done since the last safe checkpoint, and undone by a failure.", spoken="%"),
    Row("restarting", "Restarting", "1", "goodput", "From a failure until work goes on.", spoken="%"),
    Row("waiting", "Waiting for a server", "1", "goodput", "More servers broken than spare.", spoken="%"),
    Row("goodput_running", "Goodput with a spare at hand", "1", "goodput",
        "Without the time in which the run waits for a server.", spoken="%"),
    Row("paid_goodput", "Goodput of paid servers", "1", "goodput", "Lasting work over the time of all servers, spares too.", spoken="%"),
    Row("waste", "First-order waste", "1", "goodput", "Writing, lost work and restarts for each unit of work, to first order.", spoken="%"),
    Row("mtbf", "Cluster MTBF", "s", "failures", "Mean running time from one failure of any part to the next."),
    Row("failures", "Failures in the run", "1", "failures", "In the mean; what comes scatters by the square root."),
    Row("running_time", "Running time", "s", "failures", "Time in which something can fail: none does while the run waits for a server."),
    Row("quiet_day", "Day without a failure", "1", "failures", "Chance that a whole day of running passes.", spoken="%"),
    Row("accelerators_mtbf", "MTBF of all cards", "s", "failures", "Cards with their memory."),
    Row("hosts_mtbf", "MTBF of all servers", "s", "failures", "Processors, disks, power supplies."),
    Row("network_mtbf", "MTBF of the network", "s", "failures", "Links and switches."),
    Row("software_mtbf", "MTBF of all software", "s", "failures", "Bugs, hung jobs and unplanned maintenance."),
    Row("interval", "Work between checkpoints", "s", "checkpoints", "As chosen, and no shorter than the last one takes to be safe."),
    Row("young", "Young's interval", "s", "checkpoints", "Root of twice the pause times the time between failures."),
    Row("daly", "Daly's interval", "s", "checkpoints", "The same with two further terms."),
    Row("overhead", "Checkpoint overhead", "1", "checkpoints", "Pause over the work between.", spoken="%"),
    Row("checkpoint", "Checkpoint", "B", "checkpoints", "Weights, master copy and the optimizer's state."),
    Row("remote_write", "Write to remote storage", "s", "checkpoints", "All cards at once, as fast as the storage takes it."),
    Row("peer_write", "Write to a neighbour", "s", "checkpoints", "Each card into the memory of another server."),
    Row("local_write", "Write to disk", "s", "checkpoints", "Each server on its own disks."),
    Row("in_repair", "Servers in repair", "server", "spares", "In the mean, if the run never waited."),
    Row("spares_needed", "Spares that suffice", "server", "spares", "At 99% of all times."),
    Row("silent_errors", "Silent errors in the run", "1", "silent", "Wrong results that nothing reports."),
    Row("clean_run", "Run without a silent error", "1", "silent", "Chance that none happens.", spoken="%"),
    Row("check_interval", "Best time between checks", "s", "silent", "Work between two looks for silent errors that keeps most."),
    Row("verified", "Verified work", "1", "silent", "Share of the time that is kept with such checks.", spoken="%"),
    Row("dataset", "Dataset storage", "B", "data", "All tokens in all copies."),
    Row("loading", "Loading rate", "B/s", "data", "What storage must bring, for the whole cluster."),
)
