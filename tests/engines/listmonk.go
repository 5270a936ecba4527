// Renders campaigns as listmonk does: html/template for the HTML and for plain text that holds a tag, text/template for the
// subject, with Safe and with two of Sprig's functions. In: JSON {"cases": [{"voice", "template", "data"}]}; out: JSON [{"out",
// "error"}]. github.com/knadh/listmonk at 911e0b7, models/campaigns.go and internal/manager/manager.go.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"regexp"
	text "text/template"
)

type testcase struct {
	Voice    string
	Template string
	Data     map[string]any
}

type outcome struct {
	Out   string `json:"out"`
	Error string `json:"error"`
}

var short = regexp.MustCompile(`{{(\s+)?(UnsubscribeURL|ManageURL|MessageURL)(\s+)?}}`)

func fallback(words any, given any) any {
	if given == nil || given == "" {
		return words
	}
	return given
}

func address(name string) func(any) string {
	return func(data any) string { return fmt.Sprint(data.(map[string]any)[name]) }
}

var functions = map[string]any{
	"Safe":           func(words string) template.HTML { return template.HTML(words) },
	"default":        fallback,
	"toString":       func(given any) string { return fmt.Sprint(given) },
	"UnsubscribeURL": address("UnsubscribeURL"),
	"ManageURL":      address("ManageURL"),
	"MessageURL":     address("MessageURL"),
}

func render(one testcase) outcome {
	source := short.ReplaceAllString(one.Template, "{{ $2 . }}")
	var out bytes.Buffer
	var err error
	if one.Voice == "subject" {
		var made *text.Template
		if made, err = text.New("subject").Funcs(functions).Parse(source); err == nil {
			err = made.Execute(&out, one.Data)
		}
	} else {
		var made *template.Template
		if made, err = template.New("body").Funcs(functions).Parse(source); err == nil {
			err = made.Execute(&out, one.Data)
		}
	}
	if err != nil {
		return outcome{Error: err.Error()}
	}
	return outcome{Out: out.String()}
}

func main() {
	var given struct{ Cases []testcase }
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	outcomes := []outcome{}
	for _, one := range given.Cases {
		outcomes = append(outcomes, render(one))
	}
	json.NewEncoder(os.Stdout).Encode(outcomes)
}
