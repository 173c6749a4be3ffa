package words

import "testing"

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		Taps(1):                        "1 tap",
		Taps(19200):                    "19,200 taps",
		Grouped(0):                     "0",
		Grouped(999):                   "999",
		Grouped(-1234567):              "-1,234,567",
		Grouped(-123):                  "-123",
		Grouped(5.6e15):                "5.60e+15",
		Short(0.123456):                "0.1235",
		Bytes(999):                     "999 bytes",
		Bytes(999.9):                   "1 kB",
		Bytes(8 * 26460000 * 26460000): "5.6 PB",
		Decibels(0):                    "–",
		Decibels(0.1):                  "-20.0",
		Duration(4.2e-6):               "4.2 µs",
		Duration(0.9996e-3):            "1 ms",
		Seconds(1.5):                   "1.5 s",
		Seconds(90):                    "1m30s",
		Channels(1):                    "mono",
		Channels(2):                    "stereo",
		Channels(6):                    "6 channels",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
