"""The browser road: the person signs in with a browser of their own, and we only watch for Google's answer to AWS.

finding    which browser, and where its folder for a Google account lies
pipe       messages to and from it, over two pipes: no port is opened, which any user of the computer could use
program    starting it, and ending it
watching   what is said to it, as a pure state machine: look out for the POST to AWS, read it, do not let it through
road       all of that together, as the step ``Browse`` of a sign-in

Nothing is clicked, typed or hidden on any page, and nothing disguises that a program looks on.
"""
