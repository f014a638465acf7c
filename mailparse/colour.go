package mailparse

import (
	"strconv"
	"strings"
)

// colour is a colour of CSS or HTML as far as contrast needs it.
type colour struct{ r, g, b int }

// pair is what a text stands in: its colour and the ground under it.
type pair struct{ text, ground colour }

// paper is what a message begins with in every reader.
var paper = pair{ground: colour{255, 255, 255}}

// pale are the names of colours that are not seen on white: those of CSS Color 4 §6.1 that are nearly white, and the grounds of a system.
var pale = map[string]bool{"white": true, "snow": true, "ivory": true, "ghostwhite": true, "floralwhite": true, "whitesmoke": true, "azure": true, "mintcream": true,
	"honeydew": true, "seashell": true, "aliceblue": true, "lightyellow": true, "lightcyan": true, "lavenderblush": true, "linen": true, "oldlace": true, "cornsilk": true,
	"beige": true, "lavender": true, "antiquewhite": true, "papayawhip": true, "mistyrose": true, "canvas": true, "window": true, "field": true, "buttonface": true}

// dark are names of grounds on which white is seen.
var dark = map[string]colour{"black": {}, "navy": {b: 128}, "darkblue": {b: 139}, "blue": {b: 255}, "red": {r: 255}, "darkred": {r: 139}, "green": {g: 128},
	"darkgreen": {g: 100}, "maroon": {r: 128}, "purple": {r: 128, b: 128}, "gray": {128, 128, 128}, "grey": {128, 128, 128}, "teal": {g: 128, b: 128}}

// parseColour reads a value without blanks in its brackets. told is false for what is no colour of its own (inherit, none, a name that
// is neither pale nor a dark ground), odd is true for a function that is not read: nobody knows what it shows.
func parseColour(v string) (c colour, alpha float64, told, odd bool) {
	if pale[v] {
		return colour{255, 255, 255}, 1, true, false
	}
	if v == "transparent" {
		return colour{}, 0, true, false
	}
	if d, ok := dark[v]; ok {
		return d, 1, true, false
	}
	if strings.HasPrefix(v, "#") {
		c, alpha, told = hexColour(v[1:])
		return c, alpha, told, false
	}
	fn, args, ok := strings.Cut(v, "(")
	if !ok {
		return c, 0, false, false
	}
	n := strings.FieldsFunc(strings.TrimSuffix(args, ")"), func(r rune) bool { return r == ',' || r == '/' || r == ' ' || r == '\t' })
	if fn != "rgb" && fn != "rgba" || len(n) < 3 || len(n) > 4 {
		return c, 0, false, true
	}
	var x [4]float64
	x[3] = 1
	for i, s := range n {
		f, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
		if err != nil {
			return c, 0, false, true
		}
		if strings.HasSuffix(s, "%") {
			if f /= 100; i < 3 {
				f *= 255
			}
		}
		x[i] = f
	}
	return colour{channel(x[0]), channel(x[1]), channel(x[2])}, x[3], true, false
}

func channel(f float64) int { return int(min(max(f, 0), 255)) }

// hexColour reads 3, 4, 6 or 8 hexadecimal digits.
func hexColour(s string) (c colour, alpha float64, ok bool) {
	if len(s) == 3 || len(s) == 4 {
		var b strings.Builder
		for i := range len(s) {
			b.WriteByte(s[i])
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	if len(s) != 6 && len(s) != 8 {
		return c, 0, false
	}
	n, err := strconv.ParseUint((s + "ff")[:8], 16, 32)
	return colour{int(n >> 24), int(n >> 16 & 255), int(n >> 8 & 255)}, float64(n&255) / 255, err == nil
}

// legacyColour reads the attributes color, text and bgcolor (HTML §2.4.6): what is no hexadecimal digit counts as 0.
func legacyColour(v string) (c colour, ok bool) {
	v = strings.ToLower(strings.TrimSpace(v))
	if c, _, ok, _ := parseColour(v); ok {
		return c, v != "transparent"
	}
	v = cutText(strings.TrimPrefix(v, "#"), 128)
	if v == "" {
		return c, false
	}
	b := []byte(v)
	for i := range b {
		if hexValue(b[i]) < 0 {
			b[i] = '0'
		}
	}
	for len(b)%3 != 0 {
		b = append(b, '0')
	}
	n := len(b) / 3
	var x [3]int
	for i := range x {
		p := b[i*n : (i+1)*n]
		p = p[max(0, len(p)-8):]
		x[i] = hexValue(p[0])
		if len(p) > 1 {
			x[i] = x[i]<<4 | hexValue(p[1])
		}
	}
	return colour{x[0], x[1], x[2]}, true
}

// contrast is the largest difference between the channels of text and ground.
func (p pair) contrast() int {
	d := func(a, b int) int { return max(a-b, b-a) }
	return max(d(p.text.r, p.ground.r), d(p.text.g, p.ground.g), d(p.text.b, p.ground.b))
}

// sight says how well the pair is read: up to #f0f0f0 on white nobody sees the words, up to #d8d8d8 some do not.
func (p pair) sight() sight {
	switch d := p.contrast(); {
	case d < 16:
		return unseenWords
	case d < 40:
		return doubtful
	}
	return seen
}
