#include "go_asm.h"
#include "textflag.h"

// Of four words the lower three bytes.
DATA pack3<>+0(SB)/8, $0x0908060504020100
DATA pack3<>+8(SB)/8, $0x808080800E0D0C0A
GLOBL pack3<>(SB), RODATA|NOPTR, $16

// Of eight words the first three and the fifth to seventh.
DATA pack6<>+0(SB)/8, $0x0000000100000000
DATA pack6<>+8(SB)/8, $0x0000000400000002
DATA pack6<>+16(SB)/8, $0x0000000600000005
DATA pack6<>+24(SB)/8, $0
GLOBL pack6<>(SB), RODATA|NOPTR, $32

// Of eight words each of the first four with one of the others.
DATA interleave<>+0(SB)/8, $0x0000000400000000
DATA interleave<>+8(SB)/8, $0x0000000500000001
DATA interleave<>+16(SB)/8, $0x0000000600000002
DATA interleave<>+24(SB)/8, $0x0000000700000003
GLOBL interleave<>(SB), RODATA|NOPTR, $32

#define TO      DI
#define FROM    SI
#define NOISE   DX
#define LEFT    CX // frames to do
#define STRIDE  R8
#define STRIDE3 R9
#define STRIDE8 R10
#define TO4     R11 // where the fifth frame of a group of eight goes
#define STATS   R12
#define INTEGER AX
#define SIZE    BX
#define PAIR01  AX // two of four words
#define PAIR23  R13
#define MIN     Y8
#define MAX     Y9
#define SCALE   Y10
#define LOW     Y11
#define HIGH    Y12
#define CLIPPED Y13 // four counts, negative
#define SHIFT   X14
#define OFFSET  X15

// In encodeInRangeAVX2, where the loop for mono S16 has SUM1 and INTERLEAVE for PACK3 and PACK6:
#define MAGIC      Y10
#define SUM0       Y11
#define SUM1       Y12
#define PACK3      Y12
#define PACK6      Y13
#define INTERLEAVE Y13
#define OFFSET8    Y15

#define LOAD_STATS \
	VBROADCASTSD Stats_Min(STATS), MIN; \
	VBROADCASTSD Stats_Max(STATS), MAX

// LOAD_FINITE loads eight values into Y0 and Y1, or jumps if any of them is infinite or NaN: then x-x
// is not 0.
#define LOAD_FINITE(otherwise) \
	VMOVUPD (FROM), Y0; \
	VMOVUPD 32(FROM), Y1; \
	VSUBPD  Y0, Y0, Y2; \
	VSUBPD  Y1, Y1, Y3; \
	VPOR    Y3, Y2, Y2; \
	VPTEST  Y2, Y2; \
	JNZ     otherwise

// MEASURE keeps what MIN and MAX have where a value is as large: they stay 0 where it is -0.
#define MEASURE \
	VMINPD MIN, Y0, MIN; \
	VMAXPD MAX, Y0, MAX; \
	VMINPD MIN, Y1, MIN; \
	VMAXPD MAX, Y1, MAX

// STORE_STATS makes one of the four values in MIN and MAX. X8 and X9 are their lower halves.
#define STORE_STATS \
	VEXTRACTF128 $1, MIN, X0; \
	VEXTRACTF128 $1, MAX, X1; \
	VMINPD       X0, X8, X0; \
	VMAXPD       X1, X9, X1; \
	VPERMILPD    $1, X0, X2; \
	VPERMILPD    $1, X1, X3; \
	VMINSD       X2, X0, X0; \
	VMAXSD       X3, X1, X1; \
	VMOVSD       X0, Stats_Min(STATS); \
	VMOVSD       X1, Stats_Max(STATS)

#define STORE_WORDS(words, to) \
	VMOVD   words, (to); \
	VPEXTRD $1, words, (to)(STRIDE*1); \
	VPEXTRD $2, words, (to)(STRIDE*2); \
	VPEXTRD $3, words, (to)(STRIDE3*1)

#define STORE_BYTES(words, to) \
	VPEXTRB $0, words, (to); \
	VPEXTRB $4, words, (to)(STRIDE*1); \
	VPEXTRB $8, words, (to)(STRIDE*2); \
	VPEXTRB $12, words, (to)(STRIDE3*1)

// STORE_HALVES stores the lower 16 bits of four words. By way of general registers that is a fifth
// quicker on Zen 4 than with VPEXTRW.
#define STORE_HALVES(words, to) \
	VMOVQ   words, PAIR01; \
	VPEXTRQ $1, words, PAIR23; \
	MOVW    PAIR01, (to); \
	MOVW    PAIR23, (to)(STRIDE*2); \
	SHRQ    $32, PAIR01; \
	SHRQ    $32, PAIR23; \
	MOVW    PAIR01, (to)(STRIDE*1); \
	MOVW    PAIR23, (to)(STRIDE3*1)

// STORE_THREES stores the lower 24 bits of four words.
#define STORE_THREES(words, to) \
	VMOVQ   words, PAIR01; \
	VPEXTRQ $1, words, PAIR23; \
	MOVW    PAIR01, (to); \
	MOVW    PAIR23, (to)(STRIDE*2); \
	SHRQ    $16, PAIR01; \
	SHRQ    $16, PAIR23; \
	MOVB    PAIR01, 2(to); \
	MOVB    PAIR23, 2(to)(STRIDE*2); \
	SHRQ    $16, PAIR01; \
	SHRQ    $16, PAIR23; \
	MOVW    PAIR01, (to)(STRIDE*1); \
	MOVW    PAIR23, (to)(STRIDE3*1); \
	SHRQ    $16, PAIR01; \
	SHRQ    $16, PAIR23; \
	MOVB    PAIR01, 2(to)(STRIDE*1); \
	MOVB    PAIR23, 2(to)(STRIDE3*1)

// STORE_DOUBLES stores four float64s, of which low names the first two. It overwrites X2.
#define STORE_DOUBLES(values, low, to) \
	VEXTRACTF128 $1, values, X2; \
	VMOVLPD      low, (to); \
	VMOVHPD      low, (to)(STRIDE*1); \
	VMOVLPD      X2, (to)(STRIDE*2); \
	VMOVHPD      X2, (to)(STRIDE3*1)

// func encodeIntegersAVX2(raw *byte, src, noise *float64, frames, stride int, n *integer, s *Stats) (done int)
//
// Four samples fill half a register once they are integers, so the eight of a group are in X0 and X1.
// Samples that do not lie side by side are stored one by one: the bytes between them are not ours to
// write, not even with what they hold.
TEXT ·encodeIntegersAVX2(SB), NOSPLIT, $0-64
	MOVQ         raw+0(FP), TO
	MOVQ         src+8(FP), FROM
	MOVQ         noise+16(FP), NOISE
	MOVQ         frames+24(FP), LEFT
	MOVQ         stride+32(FP), STRIDE
	MOVQ         n+40(FP), INTEGER
	MOVQ         s+48(FP), STATS
	LEAQ         (STRIDE)(STRIDE*2), STRIDE3
	LEAQ         (STRIDE*8), STRIDE8
	MOVQ         integer_size(INTEGER), SIZE
	VMOVQ        integer_shift(INTEGER), SHIFT
	VPBROADCASTD integer_zero(INTEGER), OFFSET
	VBROADCASTSD integer_scale(INTEGER), SCALE
	VBROADCASTSD integer_low(INTEGER), LOW
	VBROADCASTSD integer_high(INTEGER), HIGH
	VPXOR        CLIPPED, CLIPPED, CLIPPED
	LOAD_STATS

group:
	LOAD_FINITE(return)
	MEASURE
	VMULPD SCALE, Y0, Y0
	VMULPD SCALE, Y1, Y1
	VADDPD (NOISE), Y0, Y0
	VADDPD 32(NOISE), Y1, Y1

	// Half to even. What clipping changes has been outside.
	VROUNDPD   $8, Y0, Y0
	VROUNDPD   $8, Y1, Y1
	VMAXPD     LOW, Y0, Y2
	VMAXPD     LOW, Y1, Y3
	VMINPD     HIGH, Y2, Y2
	VMINPD     HIGH, Y3, Y3
	VCMPPD     $4, Y2, Y0, Y0
	VCMPPD     $4, Y3, Y1, Y1
	VPADDQ     Y0, CLIPPED, CLIPPED
	VPADDQ     Y1, CLIPPED, CLIPPED
	VCVTPD2DQY Y2, X0
	VCVTPD2DQY Y3, X1
	VPSLLD     SHIFT, X0, X0
	VPSLLD     SHIFT, X1, X1
	VPADDD     OFFSET, X0, X0
	VPADDD     OFFSET, X1, X1

	// The same way every time, so the jumps cost next to nothing.
	LEAQ (TO)(STRIDE*4), TO4
	CMPQ SIZE, $2
	JEQ  store2
	CMPQ SIZE, $3
	JEQ  store3
	CMPQ SIZE, $4
	JEQ  store4
	STORE_BYTES(X0, TO)
	STORE_BYTES(X1, TO4)

next:
	ADDQ $64, FROM
	ADDQ $64, NOISE
	ADDQ STRIDE8, TO
	SUBQ $8, LEFT
	JNZ  group

return:
	STORE_STATS

	// Add up the counts, of which X13 has the lower two.
	VEXTRACTI128 $1, CLIPPED, X0
	VPADDQ       X0, X13, X0
	VPSRLDQ      $8, X0, X1
	VPADDQ       X1, X0, X0
	VMOVQ        X0, AX
	SUBQ         AX, Stats_Clipped(STATS)
	MOVQ         frames+24(FP), AX
	SUBQ         LEFT, AX
	MOVQ         AX, done+56(FP)
	VZEROUPPER
	RET

store2:
	CMPQ STRIDE, $2
	JEQ  mono2
	STORE_HALVES(X0, TO)
	STORE_HALVES(X1, TO4)
	JMP  next

mono2:
	VPACKSSDW X1, X0, X0
	VMOVDQU   X0, (TO)
	JMP       next

store3:
	CMPQ STRIDE, $3
	JEQ  mono3
	STORE_THREES(X0, TO)
	STORE_THREES(X1, TO4)
	JMP  next

mono3:
	VPSHUFB pack3<>(SB), X0, X0
	VPSHUFB pack3<>(SB), X1, X1
	VMOVQ   X0, (TO)
	VPEXTRD $2, X0, 8(TO)
	VMOVQ   X1, 12(TO)
	VPEXTRD $2, X1, 20(TO)
	JMP     next

store4:
	CMPQ STRIDE, $4
	JEQ  mono4
	STORE_WORDS(X0, TO)
	STORE_WORDS(X1, TO4)
	JMP  next

mono4:
	VMOVDQU X0, (TO)
	VMOVDQU X1, 16(TO)
	JMP     next

// func encodeInRangeAVX2(raw *byte, src *float64, frames, stride int, n *integer, s *Stats) (finite bool)
//
// A value plus the magic number has the sample at the bottom of its bits. What does not fill a last group
// is done with as many of the frames before it, once more.
//
// The sums of products are of no use but that an infinity or a NaN makes them one for good: that is a
// multiplication for two values.
TEXT ·encodeInRangeAVX2(SB), NOSPLIT, $0-49
	MOVQ         raw+0(FP), TO
	MOVQ         src+8(FP), FROM
	MOVQ         frames+16(FP), LEFT
	MOVQ         stride+24(FP), STRIDE
	MOVQ         n+32(FP), INTEGER
	MOVQ         s+40(FP), STATS
	MOVQ         integer_size(INTEGER), SIZE
	VMOVQ        integer_shift(INTEGER), SHIFT
	VPBROADCASTD integer_zero(INTEGER), OFFSET8
	VBROADCASTSD integer_magic(INTEGER), MAGIC
	VXORPD       SUM0, SUM0, SUM0
	VXORPD       SUM1, SUM1, SUM1
	LOAD_STATS
	CMPQ         SIZE, $2
	JNE          any
	CMPQ         STRIDE, $2
	JNE          any
	CMPQ         LEFT, $16
	JGE          mono16

any:
	LEAQ           (STRIDE)(STRIDE*2), STRIDE3
	LEAQ           (STRIDE*8), STRIDE8
	VBROADCASTI128 pack3<>(SB), PACK3
	VMOVDQU        pack6<>(SB), PACK6

group:
	VMOVUPD     (FROM), Y0
	VMOVUPD     32(FROM), Y1
	VFMADD231PD Y0, Y1, SUM0
	MEASURE
	VADDPD      MAGIC, Y0, Y0
	VADDPD      MAGIC, Y1, Y1

	// The lower words of frames 0 1 4 5 2 3 6 7, then in order.
	VSHUFPS      $0x88, Y1, Y0, Y0
	VPSLLD       SHIFT, Y0, Y0
	VPADDD       OFFSET8, Y0, Y0
	VPERMQ       $0xD8, Y0, Y0
	LEAQ         (TO)(STRIDE*4), TO4
	CMPQ         SIZE, $3
	JEQ          store3
	CMPQ         SIZE, $4
	JEQ          store4
	VEXTRACTI128 $1, Y0, X1
	CMPQ         SIZE, $2
	JEQ          store2
	STORE_BYTES(X0, TO)
	STORE_BYTES(X1, TO4)

next:
	ADDQ  $64, FROM
	ADDQ  STRIDE8, TO
	SUBQ  $8, LEFT
	CMPQ  LEFT, $8
	JGE   group
	TESTQ LEFT, LEFT
	JZ    return
	SUBQ  $8, LEFT
	LEAQ  (FROM)(LEFT*8), FROM
	IMULQ STRIDE, LEFT
	ADDQ  LEFT, TO
	MOVQ  $8, LEFT
	JMP   group

return:
	STORE_STATS
	VSUBPD SUM0, SUM0, SUM0
	VPTEST SUM0, SUM0
	SETEQ  finite+48(FP)
	VZEROUPPER
	RET

store2:
	CMPQ STRIDE, $2
	JEQ  mono2
	STORE_HALVES(X0, TO)
	STORE_HALVES(X1, TO4)
	JMP  next

mono2:
	VPACKSSDW X1, X0, X0
	VMOVDQU   X0, (TO)
	JMP       next

store3:
	CMPQ         STRIDE, $3
	JEQ          mono3
	VEXTRACTI128 $1, Y0, X1
	STORE_THREES(X0, TO)
	STORE_THREES(X1, TO4)
	JMP          next

mono3:
	VPSHUFB      PACK3, Y0, Y0
	VPERMD       Y0, PACK6, Y0
	VEXTRACTI128 $1, Y0, X1
	VMOVDQU      X0, (TO)
	VMOVQ        X1, 16(TO)
	JMP          next

store4:
	CMPQ         STRIDE, $4
	JEQ          mono4
	VEXTRACTI128 $1, Y0, X1
	STORE_WORDS(X0, TO)
	STORE_WORDS(X1, TO4)
	JMP          next

mono4:
	VMOVDQU Y0, (TO)
	JMP     next

mono16:
	VMOVDQU interleave<>(SB), INTERLEAVE

group16:
	VMOVUPD     (FROM), Y0
	VMOVUPD     32(FROM), Y1
	VMOVUPD     64(FROM), Y2
	VMOVUPD     96(FROM), Y3
	VFMADD231PD Y0, Y1, SUM0
	VFMADD231PD Y2, Y3, SUM1
	VMINPD      Y1, Y0, Y4
	VMAXPD      Y1, Y0, Y5
	VMINPD      Y3, Y2, Y6
	VMAXPD      Y3, Y2, Y7
	VMINPD      Y6, Y4, Y4
	VMAXPD      Y7, Y5, Y5
	VMINPD      MIN, Y4, MIN
	VMAXPD      MAX, Y5, MAX
	VADDPD      MAGIC, Y0, Y0
	VADDPD      MAGIC, Y1, Y1
	VADDPD      MAGIC, Y2, Y2
	VADDPD      MAGIC, Y3, Y3

	// Pairs of frames 01 45 89 CD 23 67 AB EF, then in order.
	VSHUFPS   $0x88, Y1, Y0, Y0
	VSHUFPS   $0x88, Y3, Y2, Y2
	VPACKSSDW Y2, Y0, Y0
	VPSLLW    SHIFT, Y0, Y0
	VPERMD    Y0, INTERLEAVE, Y0
	VMOVDQU   Y0, (TO)
	ADDQ      $128, FROM
	ADDQ      $32, TO
	SUBQ      $16, LEFT
	CMPQ      LEFT, $16
	JGE       group16
	TESTQ     LEFT, LEFT
	JZ        return16
	SUBQ      $16, LEFT
	LEAQ      (FROM)(LEFT*8), FROM
	LEAQ      (TO)(LEFT*2), TO
	MOVQ      $16, LEFT
	JMP       group16

return16:
	VADDPD SUM1, SUM0, SUM0
	JMP    return

// func encodeFloat32AVX2(raw *byte, src *float64, frames, stride int, s *Stats) (done int)
TEXT ·encodeFloat32AVX2(SB), NOSPLIT, $0-48
	MOVQ raw+0(FP), TO
	MOVQ src+8(FP), FROM
	MOVQ frames+16(FP), LEFT
	MOVQ stride+24(FP), STRIDE
	MOVQ s+32(FP), STATS
	LEAQ (STRIDE)(STRIDE*2), STRIDE3
	LEAQ (STRIDE*8), STRIDE8
	LOAD_STATS

group:
	VMOVUPD    (FROM), Y0
	VMOVUPD    32(FROM), Y1
	VCVTPD2PSY Y0, X2
	VCVTPD2PSY Y1, X3

	// x-x is 0 unless x is infinite, NaN or too large for a float32.
	VSUBPS X2, X2, X4
	VSUBPS X3, X3, X5
	VPOR   X5, X4, X4
	VPTEST X4, X4
	JNZ    return
	MEASURE
	CMPQ   STRIDE, $4
	JEQ    mono
	LEAQ   (TO)(STRIDE*4), TO4
	STORE_WORDS(X2, TO)
	STORE_WORDS(X3, TO4)

next:
	ADDQ $64, FROM
	ADDQ STRIDE8, TO
	SUBQ $8, LEFT
	JNZ  group

return:
	STORE_STATS
	MOVQ frames+16(FP), AX
	SUBQ LEFT, AX
	MOVQ AX, done+40(FP)
	VZEROUPPER
	RET

mono:
	VMOVUPS X2, (TO)
	VMOVUPS X3, 16(TO)
	JMP     next

// func encodeFloat64AVX2(raw *byte, src *float64, frames, stride int, s *Stats) (done int)
TEXT ·encodeFloat64AVX2(SB), NOSPLIT, $0-48
	MOVQ raw+0(FP), TO
	MOVQ src+8(FP), FROM
	MOVQ frames+16(FP), LEFT
	MOVQ stride+24(FP), STRIDE
	MOVQ s+32(FP), STATS
	LEAQ (STRIDE)(STRIDE*2), STRIDE3
	LEAQ (STRIDE*8), STRIDE8
	LOAD_STATS

group:
	LOAD_FINITE(return)
	MEASURE
	CMPQ STRIDE, $8
	JEQ  mono
	LEAQ (TO)(STRIDE*4), TO4
	STORE_DOUBLES(Y0, X0, TO)
	STORE_DOUBLES(Y1, X1, TO4)

next:
	ADDQ $64, FROM
	ADDQ STRIDE8, TO
	SUBQ $8, LEFT
	JNZ  group

return:
	STORE_STATS
	MOVQ frames+16(FP), AX
	SUBQ LEFT, AX
	MOVQ AX, done+40(FP)
	VZEROUPPER
	RET

mono:
	VMOVUPD Y0, (TO)
	VMOVUPD Y1, 32(TO)
	JMP     next

// func measureAVX2(src *float64, frames int, s *Stats) (done int)
TEXT ·measureAVX2(SB), NOSPLIT, $0-32
	MOVQ src+0(FP), FROM
	MOVQ frames+8(FP), LEFT
	MOVQ s+16(FP), STATS
	LOAD_STATS

group:
	LOAD_FINITE(return)
	MEASURE
	ADDQ $64, FROM
	SUBQ $8, LEFT
	JNZ  group

return:
	STORE_STATS
	MOVQ frames+8(FP), AX
	SUBQ LEFT, AX
	MOVQ AX, done+24(FP)
	VZEROUPPER
	RET
