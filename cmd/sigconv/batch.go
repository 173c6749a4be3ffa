package main

import (
	"os"
	"slices"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/batch"
	"sigconv/cmd/sigconv/internal/load"
)

// batchFlags are all flags of batch.
type batchFlags struct {
	kernelFlags
	processingFlags
	output           string
	include, exclude []string
	name             string
	onError, sync    string
	resume, dryRun   bool
	report, shard    string
	merge            bool
	json, quiet      bool
}

func newBatch(ui *ui) *cobra.Command {
	var f batchFlags
	cmd := &cobra.Command{
		Use:   "batch [flags] IN_DIR KERNEL… -o OUT_DIR",
		Short: "Put kernels on all WAV files of a folder",
		Long: `Batch convolves every WAV file in IN_DIR and the folders below it with every KERNEL, and keeps the tree in OUT_DIR. A file that
cannot be done is listed, and the rest is done. Every output appears whole or not at all, whenever the work is stopped or killed;
the same command again does what is missing, and what has changed since: input, kernel, settings or sigconv itself.

An array job of SLURM (SLURM_ARRAY_TASK_ID), Kubernetes (JOB_COMPLETION_INDEX and JOB_COMPLETIONS) or AWS Batch
(AWS_BATCH_JOB_ARRAY_INDEX) shares the files among its tasks; --shard says so by hand.

Exit status: 0 all is done, 3 some files failed or are missing, 1 nothing could start, 2 wrong usage, 130 or 143 interrupted.`,
		Example: `  sigconv batch recordings kernel.txt -o filtered
  sigconv batch recordings room.wav hall.wav -o wet --wet 0.3 --headroom auto --report wet.jsonl
  sigconv batch recordings kernel.txt -o filtered --include '*.bwf' --exclude 'drafts' --dry-run
  sigconv batch recordings kernel.txt -o filtered --shard 2/8 --report second.jsonl
  sigconv batch --merge-reports 1.jsonl 2.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.merge {
				return f.runMerge(cmd, ui, args)
			}
			options, err := f.options(cmd, ui, args)
			if err != nil {
				return err
			}
			if f.dryRun {
				return f.runPlan(cmd, ui, options)
			}
			return f.runBatch(cmd, ui, options)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.output, "output", "o", "", "the `FOLDER` of the outputs, which is made where it is missing")
	flags.StringArrayVar(&f.include, "include", nil, "take files that match `GLOB`, such as '*.wav' or 'takes/**' (default *.wav, *.wave, *.bwf; capitals count as small letters)")
	flags.StringArrayVar(&f.exclude, "exclude", nil, "leave out files and folders that match `GLOB`")
	flags.StringVar(&f.name, "name", "{dir}/{name}-{kernel}.wav", "the `TEMPLATE` of the outputs' names")
	choice(cmd, &f.onError, "on-error", "continue", "%s: whether a file that fails ends the batch", "continue", "stop")
	flags.BoolVar(&f.resume, "resume", true, "leave alone what an earlier run has finished, if nothing has changed since")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "say what would be done")
	flags.StringVar(&f.report, "report", "", "write a line of JSON for each file to `FILE`")
	flags.StringVar(&f.shard, "shard", "", "do share `I/N` of the files, such as 3/8 (default that of the array job, else all)")
	choice(cmd, &f.sync, "sync", "file", "%s: what is written through to the disk before it counts: nothing; each output; its folder too", "none", "file", "full")
	flags.BoolVar(&f.merge, "merge-reports", false, "join the reports of shards, and say what is missing")
	flags.BoolVar(&f.json, "json", false, "print the summary as JSON")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing but warnings and errors")
	f.kernelFlags.register(cmd)
	f.registerRate(cmd)
	f.registerResample(cmd)
	f.processingFlags.register(cmd)
	flags.Lookup("force").Usage = "do everything again, and overwrite what is there"
	flags.Lookup("jobs").Usage = "work on `N` files at once (default one a core)"
	return cmd
}

// options checks the command line and loads the kernels.
func (f *batchFlags) options(cmd *cobra.Command, ui *ui, args []string) (o batch.Options, err error) {
	kernels, err := f.kernels(cmd, args)
	if err != nil {
		return o, err
	}
	o = batch.Options{
		Input: args[0], Output: f.output, Jobs: f.jobs, Stop: f.onError == "stop", Resume: f.resume, Force: f.force,
		Report: f.report, Version: version(), Listing: load.Listing{Order: f.order, Center: f.center},
	}
	if o.Settings, err = f.settings(cmd.Flags()); err != nil {
		return o, err
	}
	o.Settings.AnyRate, o.Settings.Resample = f.anyRate, f.resample
	o.Sync, _ = batch.ParseSync(f.sync)
	if err := f.names(&o); err != nil {
		return o, usageError{err}
	}
	if err := checkWAVName(f.name); err != nil {
		return o, err
	}
	if err := f.share(ui, &o); err != nil {
		return o, usageError{err}
	}
	for _, kernel := range kernels {
		filter, err := f.open(kernel)
		if err != nil {
			return o, err
		}
		if slices.ContainsFunc(o.Filters, func(f load.Filter) bool { return f.Label == filter.Label }) {
			return o, usagef("%s: the kernel is named twice (want each once)", filter.Name)
		}
		o.Filters = append(o.Filters, filter)
	}
	return o, nil
}

// kernels returns the kernels that the arguments name, "" for that of -k.
func (f *batchFlags) kernels(cmd *cobra.Command, args []string) ([]string, error) {
	inline := cmd.Flags().Changed("kernel")
	switch {
	case len(args) == 0 || len(args) == 1 && !inline:
		return nil, usagef("batch takes a folder and a kernel (found %s, want IN_DIR KERNEL -o OUT_DIR)", countArgs(args))
	case f.output == "":
		return nil, usagef("the outputs have no folder (want -o OUT_DIR)")
	case slices.Contains(args, ""):
		return nil, usagef("a folder or a kernel has no name (want IN_DIR KERNEL -o OUT_DIR)")
	case args[0] == load.Pipe || f.output == load.Pipe:
		return nil, usagef("batch goes from a folder to a folder (found -)")
	case f.report == load.Pipe:
		return nil, usagef("the report is a file (found -, want --report FILE)")
	case f.dryRun && f.report != "":
		return nil, usagef("there is nothing to report (found --dry-run and --report, want one)")
	}
	kernels := args[1:]
	for _, kernel := range kernels {
		if kernel == load.Pipe {
			return nil, usagef("a kernel cannot come from standard input (want a file, or -k)")
		}
	}
	if inline {
		kernels = append([]string{""}, kernels...)
	}
	return kernels, f.check()
}

// names reads what says which files are taken, and what the outputs are called.
func (f *batchFlags) names(o *batch.Options) (err error) {
	if o.Name, err = batch.ParseTemplate(f.name); err != nil {
		return err
	}
	if o.Include, err = batch.ParsePatterns(f.include); err != nil {
		return err
	}
	if len(o.Include) == 0 {
		o.Include = batch.Sounds
	}
	o.Exclude, err = batch.ParsePatterns(f.exclude)
	return err
}

// share reads which share of the files is to be done.
func (f *batchFlags) share(ui *ui, o *batch.Options) (err error) {
	if f.shard != "" {
		o.Shard, err = batch.ParseShard(f.shard)
		return err
	}
	var from string
	if o.Shard, from, err = batch.ClusterShard(os.LookupEnv); err == nil && from != "" {
		ui.say("shard %v of the files, as %s says", o.Shard, from)
	}
	return err
}

func (f *batchFlags) runBatch(cmd *cobra.Command, ui *ui, o batch.Options) error {
	watch := ui.newBatchWatch(f.quiet)
	o.Watch = watch
	patient.Store(true)
	defer patient.Store(false)
	summary, err := batch.Run(cmd.Context(), o)
	watch.end()
	if summary == nil {
		return err
	}
	if e := f.print(ui, summary); err == nil {
		err = e
	}
	if err == nil && summary.Failed > 0 {
		err = partlyError{summary.Failed, summary.Files}
	}
	return err
}

// print prints the summary.
func (f *batchFlags) print(ui *ui, s *batch.Summary) error {
	var err error
	switch {
	case f.json:
		err = ui.printJSON(ui.stdout, s)
	case !f.quiet:
		err = printBatch(ui.stdout, s)
	}
	return notPrinted(err, true)
}
