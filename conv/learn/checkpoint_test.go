package learn

import (
	"bytes"
	"testing"
)

// FuzzRestore reads anything as a checkpoint. What is taken can be gone on with and saved, and comes back as it was.
func FuzzRestore(f *testing.F) {
	shapes, err := ParseShapes("1x2:tanh")
	if err != nil {
		f.Fatal(err)
	}
	o := someOptions
	o.Batch, o.Crop, o.Jobs = 1, 8, 1
	newTrainer := func() *Trainer {
		trainer, err := NewTrainer(shapes, 0, []Example{shaped(40, 1)}, o)
		if err != nil {
			f.Fatal(err)
		}
		return trainer
	}
	trainer := newTrainer()
	if _, err := trainer.Epoch(f.Context(), nil); err != nil {
		f.Fatal(err)
	}
	var whole bytes.Buffer
	if err := trainer.Save(&whole); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(bytes.Replace(whole.Bytes(), []byte(`"best_at":0`), []byte(`"best_at":-1`), 1))
	f.Add([]byte(`{"format":"sigconv-checkpoint/1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		restored := newTrainer()
		if restored.Restore(bytes.NewReader(text)) != nil {
			return
		}
		var again bytes.Buffer
		if err := restored.Save(&again); err != nil {
			t.Fatal(err)
		}
		if err := newTrainer().Restore(&again); err != nil {
			t.Errorf("what was restored cannot be restored again: %v", err)
		}
	})
}
