"""Rasa as we run it: started without TensorFlow, with repairs, each with its reason and upstream issue."""
